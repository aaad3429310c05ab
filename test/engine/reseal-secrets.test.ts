import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { createDestination } from '../../src/domain/commands/create-destination.ts';
import type { Destination } from '../../src/domain/records.ts';
import type { State } from '../../src/domain/state.ts';
import type { ReconcileDeps } from '../../src/engine/reconcile-deps.ts';
import { resealSecrets } from '../../src/engine/reseal-secrets.ts';
import { createSecrets } from '../../src/secrets.ts';
import { anyone, ask, creation, newState, now } from '../domain/commands/ask.ts';

const clear = '#!::r=cam1,m=publish,s=fake-secret-0001';

function setUp(count: number, streamIdsMayBeSealed: boolean) {
  const state = newState();
  for (let n = 0; n < count; n += 1) {
    const id = `d${n}`;
    ask(state, createDestination(creation({ id, name: id }), anyone));
    const made = state.get('destination', id) as Destination;
    // An older version sets another stream id and leaves the sealed one.
    const stale = n % 2 === 0 ? { sealedStreamId: { sealed: 'v1.stale', fingerprint: 'stale' } } : {};
    const srt = { latencyMs: null, streamId: clear, ...stale } as unknown as Destination['srt'];
    state.put('destination', id, { ...made, srt });
  }
  const secrets = createSecrets(randomBytes(32));
  secrets.useBinding({ isBound: () => true });
  const changes: number[] = [];
  const store = {
    state,
    async change<R>(decide: (state: State, at: string) => { changes: readonly unknown[]; value: R }) {
      changes.push(decide(state as never, now).changes.length);
      if (changes.length > 10) throw new Error('It changes records without end.');
      return ask(state, decide as never).value as R;
    },
  };
  const done = vi.fn(async () => undefined);
  const deps = {
    store,
    lease: { epoch: () => 1, check: () => undefined },
    log: { info: () => undefined },
    reseal: {
      rebind: secrets.rebind,
      streamIds: () => (streamIdsMayBeSealed ? secrets.streamIds : null),
      done,
    },
  } as unknown as ReconcileDeps;
  return { state, deps, done, changes, secrets };
}

it('seals SRT stream ids that an older version kept in clear, some at a time, and then says that all are', async () => {
  const { state, deps, done, changes, secrets } = setUp(60, true);
  await resealSecrets(deps);
  for (const destination of state.all('destination')) {
    expect(destination.srt?.streamId).toBe('#!::r=cam1,m=publish,s=••••');
    const target = JSON.stringify([destination.id, destination.url, destination.backupUrl]);
    expect(secrets.unseal(destination.srt?.sealedStreamId?.sealed ?? '', 'srtStreamId', target)).toBe(clear);
  }
  expect(changes).toEqual([25, 25, 10]);
  expect(done).toHaveBeenCalledOnce();
  await resealSecrets(deps);
  expect(changes).toHaveLength(3);
});

it('leaves them in clear while an older version may have to read them', async () => {
  const { state, deps, changes } = setUp(2, false);
  await resealSecrets(deps);
  expect(state.get('destination', 'd0')?.srt?.streamId).toBe(clear);
  expect(changes).toEqual([]);
});

it('seals what has a stream id and no stream key once', async () => {
  const { state, deps, changes } = setUp(3, true);
  for (const made of [...state.all('destination')]) {
    state.put('destination', made.id, { ...made, streamKey: null });
  }
  await resealSecrets(deps);
  expect(changes).toEqual([3]);
});

it('tries each destination once, though it be never as it should', async () => {
  const { deps, done, changes } = setUp(30, true);
  let count = 0;
  const rebind = () => {
    count += 1;
    return `v2.never.the.same.${count}`;
  };
  await resealSecrets({ ...deps, reseal: { ...deps.reseal, rebind } } as unknown as ReconcileDeps);
  expect(changes).toEqual([25, 5]);
  expect(done).not.toHaveBeenCalled();
});
