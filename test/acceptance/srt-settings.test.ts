import { DescribeFlowCommand } from '@aws-sdk/client-mediaconnect';
import { expect, it, vi } from 'vitest';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { startOperator } from './operator.ts';

vi.setConfig({ testTimeout: 60_000 });

it('takes an SRT setting away, which AWS cannot: another flow output takes the place of the one that has it', async () => {
  await using operator = await startOperator();
  using aws = createEmulatorClients(operator.emulator);
  await operator.ready();
  const live = await operator.follow();
  const id = await operator.create({
    name: 'Venue',
    platform: 'CUSTOM',
    deliveryMode: 'FLOW_OUTPUT',
    url: 'srt://venue.example:7001',
    srt: { streamId: '#!::r=live/cam1,m=publish,s=fake-planted-srt', latencyMs: 500 },
  });
  const atAws = async () => {
    const { Flow } = await aws.mediaconnect.send(
      new DescribeFlowCommand({ FlowArn: operator.emulator.seeded.flowArn }),
    );
    return (Flow?.Outputs ?? []).filter(({ Destination }) => Destination === 'venue.example');
  };
  const update = (srt: object) =>
    operator.mutate('updateDestination', 'UpdateDestinationInput', { id, srt, apply: 'RESTART_NOW' });

  await operator.start(id);
  await live.untilStatus(id, 'RUNNING');
  const [first] = await atAws();
  const streamId = '#!::r=live/cam1,m=publish,s=fake-planted-srt';
  expect(first?.Transport).toMatchObject({ StreamId: streamId, MinLatency: 500 });

  // The secret part is given to AWS and shown to nobody; sent back masked, it stays.
  const masked = '#!::r=live/cam1,m=publish,s=••••';
  const shown = async () => {
    const answer = await operator.query(
      `query ($id: ID!) { destination(id: $id) { srt { streamId } statusReason { message } }
        events(first: 100) { nodes { message changes { from to } } } }`,
      { id },
    );
    const entries = await operator.app.store.entriesAfter(0, 10_000);
    return JSON.stringify([answer, entries, operator.lines]);
  };
  expect(await shown()).toContain(masked);
  await update({ streamId: masked, latencyMs: 600 });
  await vi.waitFor(async () => expect((await atAws())[0]?.Transport?.MinLatency).toBe(600), {
    timeout: 10_000,
  });
  expect((await atAws())[0]?.Transport?.StreamId).toBe(streamId);
  expect(await shown()).not.toContain('planted');

  await update({ latencyMs: 800 });
  await vi.waitFor(async () => expect((await atAws())[0]?.Transport?.MinLatency).toBe(800), {
    timeout: 10_000,
  });
  expect((await atAws())[0]?.OutputArn).toBe(first?.OutputArn);

  await update({ streamId: null });
  await vi.waitFor(
    async () => {
      const outputs = await atAws();
      expect(outputs.map(({ Transport, OutputStatus }) => [Transport?.StreamId, OutputStatus])).toEqual([
        [undefined, 'ENABLED'],
      ]);
      expect(outputs[0]?.OutputArn).not.toBe(first?.OutputArn);
    },
    { timeout: 10_000 },
  );
  expect((await atAws())[0]?.Transport?.MinLatency).toBe(800);
});
