/** Lunora's own edge over its own store and schema, the table in memory: what a process serves, without AWS behind it. */
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/clock.ts';
import { put } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { Change } from '../../src/domain/log.ts';
import type { State } from '../../src/domain/state.ts';
import { createLogger } from '../../src/logger.ts';
import { schema } from '../../src/schema/index.ts';
import { createSecrets } from '../../src/secrets.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { startServer } from '../../src/server/start-server.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { answerParent } from '../answer-parent.ts';
import { measureSelf } from '../measure-self.ts';
import { flowArn, sampleDestination, sampleFlow, samplePreset, scopedToken } from '../sample-records.ts';
import { benchToken } from '../token-counts.ts';
import type { LunoraArgs } from './lunora-args.ts';

async function start({ destinations, scopes, ...switches }: LunoraArgs): Promise<string> {
  const secrets = createSecrets(randomBytes(32));
  const store = await createStore({
    table: createMemoryTable(),
    clock: systemClock,
    consequences: findConsequences,
  });
  await store.change((state) => {
    const changes: Change[] = [put(state, 'flow', sampleFlow(0))];
    for (let index = 0; index < 5; index += 1) changes.push(put(state, 'preset', samplePreset(index)));
    return { changes, events: [], value: null };
  });
  const record = (toChanges: (state: State) => Change[]) =>
    store.change((state) => ({ changes: toChanges(state), events: [], value: null }));
  for (let index = 0; index < destinations; index += 1) {
    await record((state) => [put(state, 'destination', sampleDestination(index, flowArn(0)))]);
  }
  await Promise.all(
    Array.from({ length: scopes }, (_, index) =>
      record((state) => [
        put(state, 'flow', sampleFlow(index + 1)),
        put(state, 'token', scopedToken(index, secrets.hash(`${benchToken}-${index}`))),
      ]),
    ),
  );

  const server = await startServer({
    schema,
    contextDeps: {
      store,
      clock: systemClock,
      settings: {
        defaultFlowId: flowArn(0),
        primaryChannelId: null,
        playbackUrl: null,
        emulated: true,
        version: '0.0.0',
        quotas: { channels: 10, pushInputs: 10 },
      },
      sealKey: secrets.sealKey,
      streamIds: secrets.streamIds,
      redact: (text) => text,
      hide: () => {},
      hash: secrets.hash,
      newId: () => 'unused',
      newToken: () => ({ token: 'unused', hash: 'unused' }),
      lookNow() {},
      leads: () => true,
    },
    metrics: createMetrics({ logPosition: () => store.state.position, leads: () => true }),
    unreadyReasons: () => [],
    settings: {
      host: '127.0.0.1',
      port: 0,
      tokens: { admin: null, operator: benchToken, viewer: null },
      allowedOrigins: [],
      allowedHosts: null,
      mutationsPerSecond: 50,
      // Its askers and subscribers share one token and one address.
      queriesPerSecond: 1_000_000,
      queriesPerSecondPerAddress: 1_000_000,
      failedSignInsPerMinute: 30,
      auditRecordsPerHour: 500,
      trustedProxies: 0,
      socketsPerToken: 100_000,
      operationBytesPerToken: 1024 ** 3,
      maxQueryCost: 50_000,
      maxAnswerValues: 250_000,
      graphiql: false,
      ...switches,
    },
    log: createLogger({
      level: 'warn',
      readable: false,
      redact: (text) => text,
      destination: process.stderr,
    }),
  });

  const id = sampleDestination(0, flowArn(0)).id;
  publish = () =>
    store.change((state, now) => {
      const destination = state.get('destination', id);
      if (!destination) throw new Error('There is nothing to change.');
      const next = { ...destination, version: destination.version + 1, updatedAt: now };
      return { changes: [put(state, 'destination', next)], events: [], value: undefined };
    });
  return server.url;
}

let publish: () => Promise<void> = () => Promise.reject(new Error('Not started.'));

answerParent({
  ...measureSelf,
  start,
  /** One change to one destination. */
  publish: () => publish(),
});
