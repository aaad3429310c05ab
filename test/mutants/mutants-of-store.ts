import type { Mutant } from './mutant.ts';

/** Bugs in the log and its checkpoints. */
export const mutantsOfStore: readonly Mutant[] = [
  {
    name: 'a lost answer taken for a lost race',
    breaks: 'An append that did its work is decided and appended again.',
    first: [138],
    edits: [
      {
        file: 'src/store/append.ts',
        find: 'if (stands !== null) return stands;',
        replace: 'if (stands !== null) return false;',
      },
    ],
  },
  {
    name: 'a conflict of the table swallowed',
    breaks: 'An append that lost its race is taken for done, so its change is nowhere in the log.',
    edits: [
      {
        file: 'src/store/append.ts',
        find: "if (await table.update(headKey, set, { is: 'equal', to: free })) {",
        replace: "if ((await table.update(headKey, set, { is: 'equal', to: free })) !== null) {",
      },
    ],
  },
  {
    name: 'append without its condition',
    breaks: 'A process that is behind overwrites what others appended.',
    edits: [
      {
        file: 'src/store/append.ts',
        find: "{ is: 'equal', to: free })) {",
        replace: "{ is: 'equal', to: { incarnation: fold.incarnation } })) {",
      },
    ],
  },
  {
    name: 'a deleted record revived by a late row',
    breaks: 'A delete leaves no tombstone, so a late write of an older image finds nothing in its way.',
    edits: [
      {
        file: 'src/store/forward-rows.ts',
        find: '    if (!record)\n      await table.put({ ...tombstoneKey(position, type, id), position, type, id, at: clock.now() });',
        replace: '    if (!record) {\n      await table.remove(key);\n      return;\n    }',
      },
    ],
  },
  {
    name: 'rows written over newer ones',
    breaks: 'A late checkpoint puts back what was before.',
    first: [2],
    edits: [
      {
        file: 'src/store/forward-rows.ts',
        find: "      { is: 'absentOrBelow', attribute: 'position', value: position },\n",
        replace: '',
      },
    ],
  },
  {
    name: 'checkpoint said before it is written',
    breaks: 'A crash between the two loses what the rows do not show yet.',
    first: [48],
    edits: [
      {
        file: 'src/store/checkpoint.ts',
        find: '    await forwardRows(deps, rows);\n',
        replace: '',
      },
      {
        file: 'src/store/checkpoint.ts',
        find: '    fold.learn({ appliedThrough: through, floor: fold.floor });',
        replace:
          '    await forwardRows(deps, rows);\n    fold.learn({ appliedThrough: through, floor: fold.floor });',
      },
    ],
  },
  {
    name: 'a turn waited for without end',
    breaks: 'A process that dies while it waits for its turn keeps all others from appending.',
    first: [24, 168],
    edits: [
      {
        file: 'src/store/write-turns.ts',
        find: 'return nowMs - this.first.atMs >= turnMs;',
        replace: 'return nowMs - this.first.atMs < 0;',
      },
    ],
  },
  {
    name: 'no turns',
    breaks: 'Whoever appended last appends again and again, and nobody waits for those who wait longer.',
    first: [24, 168],
    edits: [
      {
        file: 'src/store/write-turns.ts',
        find: '    for (let ahead = this.ahead(); ahead[0]; ahead = this.ahead()) {',
        replace: '    for (let ahead = this.ahead().slice(0, 0); ahead[0]; ahead = this.ahead()) {',
      },
    ],
  },
  {
    name: 'an entry taken for copied before it is',
    breaks: 'The head moves on though its entry stands nowhere else, so the log has a gap.',
    edits: [
      {
        file: 'src/store/writer.ts',
        find: '    if (entry) await this.deps.table.put(toLogItem(entry));\n    this.copied = entry;',
        replace:
          '    this.copied = entry;\n    if (entry) await this.deps.table.put(toLogItem(entry)).catch(() => {});',
      },
    ],
  },
];
