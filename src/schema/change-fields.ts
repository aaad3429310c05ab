import { encodeId } from '../resolvers/global-id.ts';

interface Change {
  id: string | null;
}

export const kindField = { description: 'What kind of message this is.' };
export const cursorField = {
  type: 'Cursor',
  description: 'Give it as `after` to go on from here.',
} as const;
export const observedAtField = {
  type: 'DateTime',
  nullable: true,
  description:
    'No record of this stream was last observed before then; null where one never was. Moves on with every message, BOOKMARK included, while a record is UPDATED only when it changes.',
} as const;
export const atField = { type: 'DateTime', description: 'When it happened.' } as const;
export const recordIdField = {
  nullable: true,
  description:
    "The record's id; null on BOOKMARK and RESYNC. Not called id, so that stores that merge objects by id keep message and record apart.",
} as const;
export const recordField = {
  nullable: true,
  description: 'The record as of the cursor; null on BOOKMARK, RESYNC and DELETED.',
} as const;

/** The global id of what a change is about. */
export const changedId = (type: string, { id }: Change): string | null =>
  id === null ? null : encodeId(type, id);

export const afterArgument = {
  type: 'Cursor',
  description:
    'Go on after this position; left out: one SNAPSHOT per record, a BOOKMARK, then every change. If what came after it is no longer kept: RESYNC, then as without.',
} as const;
export const idsArgument = { description: 'Only these; leaving the filter is DELETED.' };
export const flowIdArgument = { description: 'Only those of this flow; leaving the filter is DELETED.' };
