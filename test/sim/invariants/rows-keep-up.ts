import type { Item, Key } from '../../../src/store/table.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'the rows show all that the checkpoint says they show';

/**
 * Whoever starts now reads the rows and only what the log has after the checkpoint: so at every moment the row of a
 * record is as new as its newest change up to there, and what was deleted up to there has no row that shows it.
 */
export function rowsKeepUp(_: Sim): Invariant {
  /** The newest change of each record, by the key of its row. */
  const changed = new Map<string, { position: number; gone: boolean }>();
  /** What each row shows. */
  const shown = new Map<string, number>();
  let appliedThrough = 0;

  function check(row: string): void {
    const change = changed.get(row);
    if (!change || change.position > appliedThrough) return;
    const at = shown.get(row);
    if (at === undefined ? change.gone : at >= change.position) return;
    const is = at === undefined ? 'is not there' : `shows entry ${at}`;
    throw new Violation(
      name,
      `${row} ${is}; entry ${change.position} ${change.gone ? 'deleted it' : 'changed it'}, and all up to ${appliedThrough} is said to be there.`,
    );
  }

  return {
    name,
    onEntry({ position, changes }) {
      for (const { type, id, kind } of changes)
        changed.set(rowOf({ pk: `ROW#${type}`, sk: id }), { position, gone: kind === 'DELETED' });
    },
    onWrite(key: Key, item: Item | null) {
      if (key.pk.startsWith('ROW#')) {
        const row = rowOf(key);
        if (item) shown.set(row, Number(item['position']));
        else shown.delete(row);
        check(row);
      }
      const through = Number(item?.['appliedThrough'] ?? 0);
      if (key.pk !== 'HEAD' || through <= appliedThrough) return;
      appliedThrough = through;
      for (const row of changed.keys()) check(row);
    },
  };
}

const rowOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;
