import { describe, expect, it } from 'vitest';
import type { State } from '../../src/domain/state.ts';
import type { Store } from '../../src/store/store.ts';
import { startOperator } from './operator.ts';

/** AWS in no time, and an app whose next look by itself is minutes away even while something moves. */
const patient = { timeScale: 100, emulator: { timeScale: 0 } };

/** Resolves at the first entry as of which it holds. */
function sees(store: Store, holds: (state: Pick<State, 'get'>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.onEntry(() => {
      if (!holds({ get: (type, id) => store.state.get(type, id) })) return;
      stop();
      resolve();
    });
  });
}

describe('Lunora, looking at AWS for no other reason than its events', () => {
  it('sees that an outside hand stopped the primary channel', async () => {
    await using operator = await startOperator(patient);
    const { primaryChannelId: id } = operator.emulator.seeded;
    const { store } = operator.app;
    const stopped = sees(store, ({ get }) => get('channel', id)?.state === 'IDLE');
    await operator.emulator.channel(id, 'outside', { do: 'stop' });
    await stopped;
  });

  it('sees alerts come and go', async () => {
    await using operator = await startOperator(patient);
    const { primaryChannelId: id } = operator.emulator.seeded;
    const { store } = operator.app;
    const alarmed = sees(store, ({ get }) => (get('channel', id)?.alerts.length ?? 0) > 0);
    await operator.emulator.source(false);
    await alarmed;
    const calm = sees(store, ({ get }) => get('channel', id)?.alerts.length === 0);
    await operator.emulator.source(true);
    await calm;
  });

  it('sees the encoder go and come back', async () => {
    await using operator = await startOperator(patient);
    const live = await operator.follow();
    const id = await operator.srt('C');
    await operator.start(id);
    await live.untilStatus(id, 'RUNNING');
    await operator.emulator.source(false);
    await live.until(id, (change) => change.destination?.health.source === 'FAILED');
    await operator.emulator.source(true);
    await live.until(id, (change) => change.destination?.health.source === 'OK');
  });

  it('knows whether an SRT output is received, which no look can tell', async () => {
    await using operator = await startOperator(patient);
    const live = await operator.follow();
    const id = await operator.srt('C');
    await operator.start(id);
    await live.until(id, (change) => change.destination?.health.delivery === 'OK');
    await operator.emulator.platform('srt://receiver.example', false);
    const failed = await live.until(id, (change) => change.destination?.health.delivery !== 'OK');
    expect(['FAILED', 'UNKNOWN']).toContain(failed.destination?.health.delivery);
    await operator.stop(id);
    await live.untilStatus(id, 'IDLE');
  });

  it('counts what it heard', async () => {
    await using operator = await startOperator(patient);
    const live = await operator.follow();
    const id = await operator.srt('C');
    await operator.start(id);
    await live.until(id, (change) => change.destination?.health.delivery === 'OK');
    const metrics = await (await fetch(`${operator.app.url}/metrics`)).text();
    expect(metrics).toMatch(/lunora_aws_events_total\{outcome="hint"\} [1-9]/);
  });
});
