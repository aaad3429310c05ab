import { createSourceEventStream, execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { findConsequences } from '../../../src/domain/find-consequences.ts';
import { observeEye } from '../../../src/domain/observe-eye.ts';
import type { LogStream } from '../../../src/pubsub/stream.ts';
import { schema } from '../../../src/schema/index.ts';
import { type Api, admin, openApi } from '../../resolvers/open-api.ts';
import { arnOf, channel, destination, flow, onChannel } from '../../resolvers/sample.ts';

interface Told {
  kind: string;
  observedAt: string | null;
  record: { stale: boolean; observedAt: string | null } | null;
}

const types = ['destination', 'channel', 'flow'] as const;
const at = (second: number) => `2026-11-01T12:00:${String(second).padStart(2, '0')}.000Z`;

async function openStreams(api: Api) {
  const opened = await Promise.all(
    types.map(async (type) => {
      const document = parse(
        `subscription { change: ${type}Changed { kind observedAt record: ${type} { stale observedAt } } }`,
      );
      const args = { schema, document, contextValue: api.context(admin) };
      return { args, stream: (await createSourceEventStream(args)) as LogStream<unknown> };
    }),
  );
  const tell = async (args: (typeof opened)[number]['args'], rootValue: unknown): Promise<Told> => {
    const { data } = await execute({ ...args, contextValue: api.context(admin), rootValue });
    return JSON.parse(JSON.stringify(data?.['change'])) as Told;
  };
  return opened.map(({ args, stream }) => ({
    async caughtUp() {
      const told: Told[] = [];
      for (let next = await stream.nextKnown(); next && !next.done; next = await stream.nextKnown())
        told.push(await tell(args, next.value));
      return told;
    },
    async quiet() {
      const next = stream.next();
      await api.clock.run(10_000);
      return tell(args, (await next).value);
    },
    stop: () => stream.return?.(),
  }));
}

it('tells when a record becomes stale and when it is seen again, and by BOOKMARK that it was looked at', async () => {
  const api = await openApi({}, findConsequences);
  const look = (glance: Parameters<typeof observeEye>[2]) =>
    Promise.all(
      ['medialive', arnOf('one')].map((eye) => api.store.change((state) => observeEye(state, eye, glance))),
    );
  await api.keep('flow', flow('one'));
  await api.keep('channel', channel('c'));
  await api.keep('destination', destination('d', onChannel('c')));
  await look({ at: at(1), due: true });
  const streams = await openStreams(api);
  for (const stream of streams) {
    expect((await stream.caughtUp()).map(({ kind }) => kind)).toEqual(['SNAPSHOT', 'BOOKMARK']);
  }

  await look({ at: at(20), due: true });
  for (const stream of streams) {
    expect(await stream.caughtUp()).toEqual([]);
    expect(await stream.quiet()).toEqual({ kind: 'BOOKMARK', observedAt: at(20), record: null });
  }

  await look({ misses: 3, error: 'AWS did not answer.' });
  for (const stream of streams) {
    expect((await stream.caughtUp()).at(-1)).toMatchObject({ kind: 'UPDATED', record: { stale: true } });
  }
  await look({ at: at(50), due: true });
  for (const stream of streams) {
    expect((await stream.caughtUp()).at(-1)).toEqual({
      ...{ kind: 'UPDATED', observedAt: at(50) },
      record: { stale: false, observedAt: at(50) },
    });
    await stream.stop();
  }
});
