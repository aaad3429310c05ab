import { hash } from './random.ts';

export interface Scheduler {
  /** Virtual milliseconds since the epoch. */
  now(): number;
  /** Runs once after `delayMs`; returns the way to cancel. Same instant: first set, first run. */
  after(delayMs: number, label: string, run: () => void): () => void;
  /** Lets `ms` pass, or less where `until` says so after an event. */
  run(ms: number, until?: () => boolean): Promise<void>;
  /** Of every event so far, in order: what two runs of one seed must agree in. */
  traceHash(): number;
  events(): number;
}

interface Event {
  at: number;
  order: number;
  label: string;
  run: (() => void) | null;
}

/**
 * The only source of time and order. Between two events everything that waits for nothing but promises comes to rest,
 * so what happens depends on the seed alone.
 */
export function createScheduler(startMs: number): Scheduler {
  const heap: Event[] = [];
  let now = startMs;
  let order = 0;
  let trace = hash('');
  let events = 0;

  const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(event: Event): void {
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Event;
      if (!before(event, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  }

  function pop(): void {
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child += 1;
      if (!before(heap[child] as Event, last)) break;
      heap[index] = heap[child] as Event;
      index = child;
    }
    heap[index] = last;
  }

  return {
    now: () => now,
    events: () => events,
    traceHash: () => trace,
    after(delayMs, label, run) {
      order += 1;
      const event: Event = { at: now + Math.max(0, Math.ceil(delayMs)), order, label, run };
      push(event);
      return () => {
        event.run = null;
      };
    },
    async run(ms, until = () => false) {
      const end = now + ms;
      await rest();
      while (!until()) {
        const event = heap[0];
        if (!event || event.at > end) {
          now = end;
          return;
        }
        pop();
        if (!event.run) continue;
        now = event.at;
        events += 1;
        trace = hash(event.label, (trace ^ (now >>> 0)) >>> 0);
        event.run();
        await rest();
      }
    },
  };
}

/** Node runs its ticks once no promise can go on; so every one has, without a turn of the event loop for each event. */
const rest = () => new Promise<void>((resolve) => process.nextTick(resolve));
