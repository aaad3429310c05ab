import type { PlacedEvent } from '../domain/log.ts';
import { inParallel } from './in-parallel.ts';
import {
  destinationSessionsPk,
  eventSk,
  eventsPk,
  recentKey,
  sessionKey,
  sessionSk,
  sessionsPk,
  subjectPk,
} from './keys.ts';
import { newestEvents, parseRecent, toRecentItem } from './recent-events.ts';
import type { Table } from './table.ts';
import type { EndedSession } from './tail.ts';

/** Writes events where people look for them: among all, by subject, and the newest of each subject together. */
export async function forwardEvents(table: Table, events: readonly PlacedEvent[]): Promise<void> {
  await inParallel(events, async (event) => {
    const item = { sk: eventSk(event), at: event.at, event: JSON.stringify(event) };
    // By subject first: what stands among all is how both are found again when their time is over.
    if (event.subjectId) await table.put({ ...item, pk: subjectPk(event.subjectId) });
    await table.put({ ...item, pk: eventsPk, subjectId: event.subjectId ?? '' });
  });
  await forwardRecent(table, events);
}

async function forwardRecent(table: Table, events: readonly PlacedEvent[]): Promise<void> {
  const bySubject = new Map<string, PlacedEvent[]>();
  for (const event of events) {
    if (!event.subjectId) continue;
    const ofSubject = bySubject.get(event.subjectId) ?? [];
    ofSubject.push(event);
    bySubject.set(event.subjectId, ofSubject);
  }
  const kept = new Map(
    (await table.getMany([...bySubject.keys()].map(recentKey))).map((item) => [item.pk, parseRecent(item)]),
  );
  await inParallel(bySubject, async ([subjectId, fresh]) => {
    const before = kept.get(recentKey(subjectId).pk);
    const newest = newestEvents(before?.events ?? [], fresh);
    const upTo = newest[0]?.position ?? 0;
    await table.put(toRecentItem(subjectId, newest, before?.more ?? false), {
      is: 'absentOrBelow',
      attribute: 'upTo',
      value: upTo,
    });
  });
}

/** Writes ended sessions where people look for them: among all, by destination, and by id. */
export async function forwardSessions(table: Table, sessions: Iterable<EndedSession>): Promise<void> {
  await inParallel(sessions, async ({ session, position }) => {
    const item = { position, session: JSON.stringify(session) };
    const sk = sessionSk(session);
    const places = [
      { pk: destinationSessionsPk(session.destinationId), sk },
      { pk: sessionsPk, sk },
      sessionKey(session.id),
    ];
    for (const key of places) {
      await table.put({ ...key, ...item }, { is: 'absentOrBelow', attribute: 'position', value: position });
    }
  });
}
