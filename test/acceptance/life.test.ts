import { DescribeFlowCommand } from '@aws-sdk/client-mediaconnect';
import { ListChannelsCommand, ListInputsCommand } from '@aws-sdk/client-medialive';
import { expect, it } from 'vitest';
import { createClients } from '../../src/aws/create-clients.ts';
import { type Operator, startOperator } from './operator.ts';

/** What AWS has besides the primary channel and its input, as an unmodified client sees it. */
async function atAws({ emulator }: Operator) {
  const clients = createClients({
    local: { mediaLive: emulator.endpoints.medialive, mediaConnect: emulator.endpoints.mediaconnect },
  });
  try {
    const { Channels = [] } = await clients.mediaLive.send(new ListChannelsCommand({ MaxResults: 1_000 }));
    const { Inputs = [] } = await clients.mediaLive.send(new ListInputsCommand({ MaxResults: 1_000 }));
    const { Flow } = await clients.mediaConnect.send(
      new DescribeFlowCommand({ FlowArn: emulator.seeded.flowArn }),
    );
    return {
      channels: Channels.filter(
        ({ Id, State }) => Id !== emulator.seeded.primaryChannelId && State !== 'DELETED',
      ),
      inputs: Inputs.filter(({ AttachedChannels, State }) => {
        return State !== 'DELETED' && !AttachedChannels?.includes(emulator.seeded.primaryChannelId);
      }),
      outputs: (Flow?.Outputs ?? []).length - 1,
    };
  } finally {
    clients.close();
  }
}

it('drives three destinations through their whole lives while the others never leave RUNNING', async () => {
  await using operator = await startOperator();
  await operator.ready();
  const live = await operator.follow();
  expect(live.first.map(({ kind }) => kind)).toEqual(['BOOKMARK']);

  const a = await operator.youtube('A');
  const b = await operator.youtube('B');
  const c = await operator.srt('C');
  for (const id of [a, b, c]) await live.until(id, ({ kind }) => kind === 'CREATED');
  expect(await operator.emulator.acts()).toEqual([]);

  for (const id of [a, b, c]) {
    await operator.start(id);
    await live.untilStatus(id, 'RUNNING');
  }
  expect(await atAws(operator)).toMatchObject({
    channels: [{ State: 'RUNNING' }, { State: 'RUNNING' }],
    outputs: 3,
  });

  const mark = live.all().length;
  for (const id of [a, b, c]) {
    await operator.stop(id);
    await live.untilStatus(id, 'IDLE');
    await operator.start(id);
    await live.untilStatus(id, 'RUNNING');
    const others = live
      .all()
      .slice(mark)
      .filter((change) => change.recordId !== id && change.destination !== null);
    const mine = new Set([a, b, c].slice(0, [a, b, c].indexOf(id)));
    expect(
      others
        .filter((change) => !mine.has(change.recordId ?? ''))
        .map(({ destination }) => destination?.status),
    ).not.toContain('STOPPING');
  }

  const before = live.all().length;
  const edited = await operator.mutate('updateDestination', 'UpdateDestinationInput', {
    id: a,
    name: 'A, renamed',
    url: 'rtmp://b.rtmp.youtube.com/live2',
  });
  expect(edited.destination?.pendingChanges).toBe(true);
  await live.until(a, ({ destination }) => destination?.name === 'A, renamed');
  await operator.remove(b);
  await live.until(b, ({ kind }) => kind === 'DELETED');
  const between = live
    .all()
    .slice(before)
    .filter(({ recordId }) => recordId === a || recordId === c);
  expect(new Set(between.map(({ destination }) => destination?.status))).toEqual(new Set(['RUNNING']));
  expect(await atAws(operator)).toMatchObject({ channels: [{ State: 'RUNNING' }], outputs: 2 });

  await operator.remove(a);
  await operator.remove(c);
  await live.until(a, ({ kind }) => kind === 'DELETED');
  expect(await atAws(operator)).toEqual({ channels: [], inputs: [], outputs: 0 });
  const { destinations } = await operator.query<{ destinations: { totalCount: number } }>(
    '{ destinations { totalCount } }',
  );
  expect(destinations.totalCount).toBe(0);
});

it('goes on after a restart in the middle of a start, with one channel, and tells followers exactly what they missed', async () => {
  await using operator = await startOperator({ timeScale: 0.005 });
  await operator.ready();
  const live = await operator.follow();
  const id = await operator.youtube('A');
  await operator.start(id);
  const seen = await live.until(id, ({ destination }) => destination?.channel?.state === 'STARTING');
  live.stop();
  await operator.restart();

  const resumed = await operator.follow(seen.cursor);
  await resumed.untilStatus(id, 'RUNNING');
  expect(resumed.all().map(({ kind }) => kind)).not.toContain('SNAPSHOT');
  expect(resumed.all().map(({ kind }) => kind)).not.toContain('RESYNC');
  expect((await atAws(operator)).channels).toHaveLength(1);
  expect(await operator.emulator.calls('StartChannel')).toHaveLength(1);

  const again = await operator.follow(seen.cursor);
  await again.untilStatus(id, 'RUNNING');
  const cursors = (changes: { kind: string; cursor: string }[]) =>
    changes.filter(({ kind }) => kind !== 'BOOKMARK').map(({ cursor }) => cursor);
  const first = cursors(resumed.all());
  expect(cursors(again.all()).slice(0, first.length)).toEqual(first.slice(0, again.all().length));
});

it('answers a mutation before AWS has answered anything', async () => {
  await using operator = await startOperator();
  await operator.ready();
  const id = await operator.youtube('A');
  await operator.emulator.fault({ kind: 'delay', delayMs: 300 });
  const order: string[] = [];
  const live = await operator.follow();
  const atWork = live.untilStatus(id, 'RUNNING').then(() => order.push('AWS'));
  await operator.start(id).then(() => order.push('mutation'));
  await atWork;
  expect(order).toEqual(['mutation', 'AWS']);
});

it('answers in the order that was asked', async () => {
  await using operator = await startOperator();
  await operator.ready();
  const input = { name: 'A', platform: 'YOUTUBE', streamKey: 'fake-key' };
  const { body } = await operator.request(
    `mutation ($input: CreateDestinationInput!) {
      createDestination(input: $input) { userErrors { code } destination { status preset { name } id health { delivery source } } }
    }`,
    { input },
  );
  const { createDestination } = body.data as { createDestination: { destination: object } };
  expect(Object.keys(createDestination)).toEqual(['userErrors', 'destination']);
  expect(Object.keys(createDestination.destination)).toEqual(['status', 'preset', 'id', 'health']);
});
