import { listPrices, type Rates } from './cost.ts';
import { ingestOf } from './ingest.ts';
import type { Change } from './log.ts';
import type { Records, RecordType } from './records.ts';

/** The records at one log position, held in memory whole. Reads never wait. */
export interface State {
  readonly position: number;
  /** What this installation pays: a setting, so that whatever is decided from the state can tell what it costs. */
  readonly rates: Rates;
  get<T extends RecordType>(type: T, id: string): Records[T] | undefined;
  all<T extends RecordType>(type: T): Iterable<Records[T]>;
  /** Those whose `index` has the value `key`, oldest known first. */
  where<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): Iterable<Records[T]>;
  /** How many `where` would name. */
  count<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): number;
}

export interface Indexes {
  /**
   * `ingest`: where it is to be on air, and with which stream key. `reason`: why its status is what it is, so far only
   * KEY_CONFLICT. `claim`: `place` where it is to be on air, or is kept there.
   */
  destination: 'flow' | 'channel' | 'input' | 'output' | 'preset' | 'ingest' | 'reason' | 'claim';
  output: 'flow';
  input: 'flow';
  channel: 'input';
  session: 'destination';
  /** By the token whose key it is. */
  replay: 'owner';
}

/** The index keys of a record, as `name:key`, for every type that has indexes. */
const indexKeys: { [T in RecordType]?: (record: Records[T]) => string[] } = {
  destination: destinationKeys,
  output: ({ flowId }) => [`flow:${flowId}`],
  input: ({ flowArns }) => flowArns.map((arn) => `flow:${arn}`),
  channel: ({ inputIds }) => inputIds.map((id) => `input:${id}`),
  session: ({ destinationId }) => [`destination:${destinationId}`],
  replay: ({ owner }) => keyOf('owner', owner),
};

function destinationKeys(destination: Records['destination']): string[] {
  const { flowId, work, presetId, condition, desired } = destination;
  const hasKeyConflict = condition.reason?.code === 'KEY_CONFLICT';
  return [
    `flow:${flowId}`,
    ...keyOf('channel', work.channel?.id),
    ...keyOf('input', work.input?.id),
    ...keyOf('output', work.output?.arn),
    ...keyOf('preset', presetId),
    ...keyOf('ingest', desired === 'RUNNING' ? ingestOf(destination) : null),
    ...keyOf('reason', hasKeyConflict ? 'KEY_CONFLICT' : null),
    ...keyOf('claim', isToOccupy(destination) ? 'place' : null),
  ];
}

const keyOf = (index: string, value: string | null | undefined): string[] =>
  value ? [`${index}:${value}`] : [];

/** True if it is to be on air, or is kept there. */
const isToOccupy = ({ desired, work }: Records['destination']): boolean =>
  desired !== 'DELETED' && (desired === 'RUNNING') !== work.gaveUp;

function keysOf(type: RecordType, record: Records[RecordType]): string[] {
  const keys = indexKeys[type] as ((record: Records[RecordType]) => string[]) | undefined;
  return keys?.(record) ?? [];
}

type Table = Map<string, Records[RecordType]>;

/** A state that entries and rows are folded into. One per process. */
export class FoldedState implements State {
  position = 0;
  private readonly tables = new Map<RecordType, Table>();
  private readonly index = new Map<string, Map<string, Records[RecordType]>>();

  constructor(readonly rates: Rates = listPrices) {}

  get<T extends RecordType>(type: T, id: string): Records[T] | undefined {
    return this.tables.get(type)?.get(id) as Records[T] | undefined;
  }

  all<T extends RecordType>(type: T): Iterable<Records[T]> {
    return (this.tables.get(type)?.values() ?? []) as Iterable<Records[T]>;
  }

  where<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): Iterable<Records[T]> {
    return (this.index.get(`${type}:${index}:${key}`)?.values() ?? []) as Iterable<Records[T]>;
  }

  count<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): number {
    return this.index.get(`${type}:${index}:${key}`)?.size ?? 0;
  }

  /** Puts one record's new image, or removes it. */
  put<T extends RecordType>(type: T, id: string, record: Records[T] | null): void {
    const table = this.tables.get(type) ?? new Map<string, Records[RecordType]>();
    this.tables.set(type, table);
    const before = table.get(id);
    const keysBefore = before ? keysOf(type, before) : [];
    const keysAfter = record ? keysOf(type, record) : [];
    for (const key of keysBefore) {
      if (keysAfter.includes(key)) continue;
      const bucket = this.index.get(`${type}:${key}`);
      bucket?.delete(id);
      if (bucket?.size === 0) this.index.delete(`${type}:${key}`);
    }
    if (record === null) {
      table.delete(id);
      return;
    }
    table.set(id, record);
    for (const key of keysAfter) {
      const bucket = this.index.get(`${type}:${key}`) ?? new Map<string, Records[RecordType]>();
      bucket.set(id, record);
      this.index.set(`${type}:${key}`, bucket);
    }
  }

  fold(changes: readonly Change[], position: number): void {
    for (const { type, id, record } of changes) this.put(type, id, record);
    this.position = position;
  }
}

/** What a state would be with some changes on top; the base stays as it is. */
export class DraftState implements State {
  private readonly changed = new Map<RecordType, Map<string, Records[RecordType] | null>>();
  private readonly index = new Map<string, Map<string, Records[RecordType]>>();

  constructor(private readonly base: State) {}

  get position(): number {
    return this.base.position;
  }

  get rates(): Rates {
    return this.base.rates;
  }

  get<T extends RecordType>(type: T, id: string): Records[T] | undefined {
    const changed = this.changed.get(type);
    if (changed?.has(id)) return (changed.get(id) ?? undefined) as Records[T] | undefined;
    return this.base.get(type, id);
  }

  *all<T extends RecordType>(type: T): Iterable<Records[T]> {
    const changed = this.changed.get(type);
    yield* this.unchanged(type, this.base.all(type));
    for (const record of changed?.values() ?? []) if (record) yield record as Records[T];
  }

  *where<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): Iterable<Records[T]> {
    yield* this.unchanged(type, this.base.where(type, index, key));
    yield* (this.index.get(`${type}:${index}:${key}`)?.values() ?? []) as Iterable<Records[T]>;
  }

  count<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): number {
    let unchanged = this.base.count(type, index, key);
    for (const id of this.changed.get(type)?.keys() ?? []) {
      const before = this.base.get(type, id);
      if (before && keysOf(type, before).includes(`${index}:${key}`)) unchanged -= 1;
    }
    return unchanged + (this.index.get(`${type}:${index}:${key}`)?.size ?? 0);
  }

  apply(changes: readonly Change[]): void {
    for (const { type, id, record } of changes) {
      const table = this.changed.get(type) ?? new Map<string, Records[RecordType] | null>();
      const before = table.get(id);
      for (const key of before ? keysOf(type, before) : []) this.index.get(`${type}:${key}`)?.delete(id);
      table.set(id, record);
      this.changed.set(type, table);
      for (const key of record ? keysOf(type, record) : []) {
        const bucket = this.index.get(`${type}:${key}`) ?? new Map<string, Records[RecordType]>();
        bucket.set(id, record as Records[RecordType]);
        this.index.set(`${type}:${key}`, bucket);
      }
    }
  }

  private *unchanged<T extends RecordType>(type: T, base: Iterable<Records[T]>): Iterable<Records[T]> {
    const changed = this.changed.get(type);
    for (const record of base) if (!changed?.has(record.id)) yield record;
  }
}
