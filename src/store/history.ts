import { type Clock, instant } from '../clock.ts';
import type { PlacedEvent } from '../domain/log.ts';
import type { Session } from '../domain/records.ts';
import type { Fold } from './fold.ts';
import type { ReadTable } from './gated-table.ts';
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
import { newestEvents, parseRecent } from './recent-events.ts';
import type { EventPlace, EventsArgs, History, SessionsArgs } from './store.ts';
import { type Item, queryAll } from './table.ts';

interface HistoryDeps {
  table: ReadTable;
  clock: Clock;
  fold: Fold;
  eventsRetentionDays: number;
}

/**
 * Reads what was forwarded and merges what was not yet. The tail is taken before the table is read: what leaves the
 * tail meanwhile is in the table by then, and what is in both counts once.
 */
export function createHistory({ table, clock, fold, eventsRetentionDays }: HistoryDeps): History {
  async function events({ subjectId, from, newestFirst, limit }: EventsArgs): Promise<PlacedEvent[]> {
    const isBeyond = (event: PlacedEvent) =>
      !from || (newestFirst ? eventSk(event) < eventSk(from) : eventSk(event) > eventSk(from));
    const isWanted = (event: PlacedEvent) =>
      isBeyond(event) && (subjectId === undefined || event.subjectId === subjectId);
    const tail = fold.tail.events.filter(isWanted);
    const stored =
      newestFirst && tail.length >= limit
        ? []
        : await take(
            queryAll(table, {
              pk: subjectId === undefined ? eventsPk : subjectPk(subjectId),
              ...(from ? { after: eventSk(from) } : {}),
              newestFirst,
              limit: Math.min(limit, 1_000),
            }),
            limit,
          );
    const merged = newestEvents(stored.map(parseEvent), tail);
    return (newestFirst ? merged : merged.reverse()).slice(0, limit);
  }

  async function latestEventsOf(subjectIds: readonly string[], first: number): Promise<PlacedEvent[][]> {
    const tail = new Map<string, PlacedEvent[]>(subjectIds.map((id) => [id, []]));
    for (const event of fold.tail.events) if (event.subjectId) tail.get(event.subjectId)?.push(event);
    const items = await table.getMany([...tail.keys()].map(recentKey));
    const recent = new Map(items.map((item) => [item.pk, parseRecent(item)]));
    const since = instant(clock.now() - eventsRetentionDays * 86_400_000);
    return Promise.all(
      subjectIds.map(async (id) => {
        const kept = recent.get(recentKey(id).pk);
        const newest = newestEvents(kept?.events ?? [], tail.get(id) ?? []);
        if (kept?.more && newest.length < first)
          return events({ subjectId: id, newestFirst: true, limit: first });
        return newest.filter(({ at }) => at >= since).slice(0, first);
      }),
    );
  }

  async function sessions({ destinationId, before, limit }: SessionsArgs): Promise<Session[]> {
    const tail = [...fold.tail.sessions.values()]
      .map(({ session }) => session)
      .filter((session) => destinationId === undefined || session.destinationId === destinationId)
      .filter((session) => !before || sessionSk(session) < sessionSk(before));
    const stored = await take(
      queryAll(table, {
        pk: destinationId === undefined ? sessionsPk : destinationSessionsPk(destinationId),
        ...(before ? { after: sessionSk(before) } : {}),
        newestFirst: true,
        limit: Math.min(limit, 1_000),
      }),
      limit,
    );
    const merged = new Map([...stored.map(parseSession), ...tail].map((session) => [session.id, session]));
    return [...merged.values()].sort((a, b) => (sessionSk(a) < sessionSk(b) ? 1 : -1)).slice(0, limit);
  }

  async function eventsAt(places: readonly EventPlace[]): Promise<(PlacedEvent | null)[]> {
    const found = new Map(fold.tail.events.map((event) => [eventSk(event), event]));
    const missing = new Set(places.map(eventSk).filter((sk) => !found.has(sk)));
    for (const item of await table.getMany([...missing].map((sk) => ({ pk: eventsPk, sk }))))
      found.set(item.sk, parseEvent(item));
    return places.map((place) => found.get(eventSk(place)) ?? null);
  }

  async function sessionsById(ids: readonly string[]): Promise<(Session | null)[]> {
    const found = new Map<string, Session>();
    for (const id of ids) {
      const fresh = fold.tail.sessions.get(id);
      if (fresh) found.set(id, fresh.session);
    }
    const missing = new Set(ids.filter((id) => !found.has(id)));
    for (const item of await table.getMany([...missing].map(sessionKey))) {
      const session = parseSession(item);
      found.set(session.id, session);
    }
    return ids.map((id) => found.get(id) ?? null);
  }

  return { events, eventsAt, latestEventsOf, sessions, sessionsById };
}

const parseEvent = (item: Item): PlacedEvent => JSON.parse(String(item['event'])) as PlacedEvent;
const parseSession = (item: Item): Session => JSON.parse(String(item['session'])) as Session;

async function take<T>(source: AsyncIterable<T>, limit: number): Promise<T[]> {
  const taken: T[] = [];
  if (limit <= 0) return taken;
  for await (const item of source) {
    taken.push(item);
    if (taken.length >= limit) break;
  }
  return taken;
}
