import { put, remove } from '../../src/domain/change.ts';
import type { Decide } from '../../src/domain/decision.ts';
import type { EventKind, LogEvent } from '../../src/domain/log.ts';
import type { Output } from '../../src/domain/records.ts';
import type { Sees, Stream } from '../../src/pubsub/stream.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

/** One who sees these flows and nothing else. */
export const seeing =
  (...flows: string[]): Sees =>
  (flowId) =>
    flowId !== null && flows.includes(flowId);

/** A store in memory and time that stands still, for one who sees everything. */
export async function openLog({ keepEntries = 1_000 } = {}) {
  const clock = createManualClock();
  const table = createMemoryTable();
  const consequences = () => ({ changes: [], events: [] });
  const store = await createStore({ table, clock, consequences, keepEntries });
  const sees: Sees = () => true;
  return { store, clock, table, consequences, sees };
}

/** Flow outputs are the plainest records that belong to a flow. */
export const output = (id: string, flowId: string, name = id): Output => ({
  id,
  arn: id,
  flowId,
  name,
  protocol: 'srt-caller',
  destination: '203.0.113.7',
  port: 9000,
  listenerAddress: null,
  settingsDigest: 'settings',
  enabled: true,
  mediaLiveInputArn: null,
  managedBy: 'LUNORA',
  health: 'UNKNOWN',
  acted: null,
});

export const putOutput =
  (id: string, flowId: string, name?: string): Decide<null> =>
  (state) => ({ changes: [put(state, 'output', output(id, flowId, name))], events: [], value: null });

export const removeOutput =
  (id: string): Decide<null> =>
  (state) => {
    const found = state.get('output', id);
    return { changes: found ? [remove(state, 'output', found)] : [], events: [], value: null };
  };

/** An event and nothing else. */
export const say =
  (message: string, about: Partial<LogEvent> & { kind?: EventKind } = {}): Decide<null> =>
  (_state, now) => {
    const event: LogEvent = {
      at: now,
      actor: 'tester',
      actorType: 'TOKEN',
      requestId: null,
      kind: 'SYSTEM',
      subjectType: null,
      subjectId: null,
      subjectName: null,
      flowId: null,
      message,
      changes: [],
      ...about,
    };
    return { changes: [], events: [event], value: null };
  };

/** The next `count` items. */
export async function take<T>(stream: Stream<T>, count: number): Promise<T[]> {
  const items: T[] = [];
  while (items.length < count) {
    const { done, value } = await stream.next();
    if (done) break;
    items.push(value);
  }
  return items;
}
