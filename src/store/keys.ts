import type { RecordType } from '../domain/records.ts';
import type { Key } from './table.ts';

/**
 * Where things stand in the table:
 *
 * | pk | sk | what |
 * |---|---|---|
 * | `HEAD` | `HEAD` | the newest entry, its position, and how far the log is applied and trimmed |
 * | `LEASE` | `LEASE` | which process may lead, and until when |
 * | `SECRET` | `CHECK` | a sealed word that the secret key of this installation opens |
 * | `LOG` | position | older entries |
 * | `TURN` | writer | since which position a process waits to append |
 * | `PROCESS` | process | its heartbeat, version and the newest format it reads |
 * | `FORMAT` | `FORMAT` | a request to raise the format, and its answer |
 * | `ROW#<type>` | record id | a record's image at a position, or its tombstone |
 * | `TOMB` | position and row | tombstones, oldest first, until they may go |
 * | `EVENTS`, `EVENTS#<subject>` | position and index | history |
 * | `RECENT#<subject>` | `RECENT` | the newest events of a subject |
 * | `SESSIONS`, `SESSIONS#<destination>` | start and id | ended sessions |
 * | `SESSION#<id>` | `SESSION` | the same by id |
 */
export const headKey: Key = { pk: 'HEAD', sk: 'HEAD' };
export const leaseKey: Key = { pk: 'LEASE', sk: 'LEASE' };
export const secretKeyOf = (name: SecretItem): Key => ({ pk: 'SECRET', sk: name });

/** What is kept sealed beside the log: the check word, and the keys of fingerprints and hashes. */
export type SecretItem = 'CHECK' | 'MACS';
export const logPk = 'LOG';
export const turnsPk = 'TURN';
export const processesPk = 'PROCESS';
export const formatRequestKey: Key = { pk: 'FORMAT', sk: 'FORMAT' };
export const eventsPk = 'EVENTS';
export const sessionsPk = 'SESSIONS';
export const tombstonesPk = 'TOMB';

/** A number as text that sorts by value. */
const sortable = (value: number, digits: number): string => String(value).padStart(digits, '0');

export const logKey = (position: number): Key => ({ pk: logPk, sk: sortable(position, 15) });
export const turnKey = (writerId: string): Key => ({ pk: turnsPk, sk: writerId });
export const processKey = (processId: string): Key => ({ pk: processesPk, sk: processId });
export const rowKey = (type: RecordType, id: string): Key => ({ pk: `ROW#${type}`, sk: id });
export const tombstoneKey = (position: number, type: RecordType, id: string): Key => ({
  pk: tombstonesPk,
  sk: `${sortable(position, 15)}#${type}#${id}`,
});
/** Sorts events by their place in the log. */
export const eventSk = (place: { position: number; index: number }): string =>
  `${sortable(place.position, 15)}#${sortable(place.index, 6)}`;
export const subjectPk = (subjectId: string): string => `${eventsPk}#${subjectId}`;
export const recentKey = (subjectId: string): Key => ({ pk: `RECENT#${subjectId}`, sk: 'RECENT' });
export const sessionSk = ({ startedAt, id }: { startedAt: string; id: string }): string =>
  `${startedAt}#${id}`;
export const destinationSessionsPk = (destinationId: string): string => `${sessionsPk}#${destinationId}`;
export const sessionKey = (id: string): Key => ({ pk: `SESSION#${id}`, sk: 'SESSION' });
