import { type SecretItem, secretKeyOf } from './keys.ts';
import type { Table } from './table.ts';

/** Sealed texts kept beside the log. */
export interface SecretItems {
  /** Null where there is none yet. */
  read(name: SecretItem): Promise<string | null>;
  /** Writes it if what is kept is still `before`; returns what is kept then. Of several processes at once one wins. */
  write(name: SecretItem, sealed: string, before: string | null): Promise<string>;
}

const absent = { is: 'absent' } as const;

export function createSecretItems(table: Pick<Table, 'get' | 'put'>): SecretItems {
  const read: SecretItems['read'] = async (name) => {
    const kept = await table.get(secretKeyOf(name));
    return kept ? String(kept['sealed']) : null;
  };
  return {
    read,
    async write(name, sealed, before) {
      const condition = before === null ? absent : ({ is: 'equal', to: { sealed: before } } as const);
      if (await table.put({ ...secretKeyOf(name), sealed }, condition)) return sealed;
      return (await read(name)) ?? sealed;
    },
  };
}
