import DataLoader from 'dataloader';
import type { PlacedEvent } from '../domain/log.ts';
import type { Session } from '../domain/records.ts';
import type { EventPlace, History } from '../store/store.ts';
import { createLatestEventsLoader, type LatestEventsKey } from './latest-events-loader.ts';
import { ReadAhead, type ReadOn } from './read-ahead.ts';

type PerAnswer<K, V> = DataLoader<K, V, string>;

/**
 * Reads of history for one answer: what is asked for twice is read once, and what is asked for in one turn is read
 * together. Nothing is made before it is needed.
 */
export class HistoryLoaders {
  private made: History | null = null;
  private newest: PerAnswer<LatestEventsKey, PlacedEvent[]> | null = null;
  private places: PerAnswer<EventPlace, PlacedEvent | null> | null = null;
  private sessions: PerAnswer<string, Session | null> | null = null;
  private eventLists: Map<string, ReadAhead<PlacedEvent>> | null = null;
  private sessionLists: Map<string, ReadAhead<Session>> | null = null;

  constructor(private readonly open: () => History) {}

  get history(): History {
    this.made ??= this.open();
    return this.made;
  }

  get latestEvents(): PerAnswer<LatestEventsKey, PlacedEvent[]> {
    this.newest ??= createLatestEventsLoader(this.history);
    return this.newest;
  }

  get eventAt(): PerAnswer<EventPlace, PlacedEvent | null> {
    this.places ??= new DataLoader((places) => this.history.eventsAt(places), {
      cacheKeyFn: ({ position, index }) => `${position}.${index}`,
    });
    return this.places;
  }

  get sessionById(): PerAnswer<string, Session | null> {
    this.sessions ??= new DataLoader((ids) => this.history.sessionsById(ids));
    return this.sessions;
  }

  /** The list of events with this key, which names all that its reads depend on. */
  eventList(key: readonly unknown[], readOn: ReadOn<PlacedEvent>): ReadAhead<PlacedEvent> {
    this.eventLists ??= new Map();
    return listIn(this.eventLists, key, readOn);
  }

  /** The list of sessions with this key, which names all that its reads depend on. */
  sessionList(key: readonly unknown[], readOn: ReadOn<Session>): ReadAhead<Session> {
    this.sessionLists ??= new Map();
    return listIn(this.sessionLists, key, readOn);
  }
}

function listIn<T>(
  lists: Map<string, ReadAhead<T>>,
  key: readonly unknown[],
  readOn: ReadOn<T>,
): ReadAhead<T> {
  const text = JSON.stringify(key);
  const list = lists.get(text) ?? new ReadAhead(readOn);
  lists.set(text, list);
  return list;
}
