import { AddFlowOutputsCommand, DescribeFlowCommand } from '@aws-sdk/client-mediaconnect';
import { CreateInputCommand, ListInputsCommand } from '@aws-sdk/client-medialive';
import { expect, it } from 'vitest';
import { createClients } from '../../src/aws/create-clients.ts';
import { deletion } from '../_kit/deletion.ts';
import { createFastClock } from '../_kit/fast-clock.ts';
import { startOperator } from './operator.ts';

interface Orphan {
  kind: string;
  awsId: string;
  name: string;
  firstSeenAt: string | null;
  graceEndsAt: string | null;
  sweepable: boolean;
  reasonCode: string;
  costPerHour: { amount: string };
}

const fields = 'kind awsId name firstSeenAt graceEndsAt sweepable reasonCode costPerHour { amount }';

it('finds what a crash left at AWS, keeps its age over a restart, and removes it after the grace period', async () => {
  // Five minutes pass in five seconds; AWS itself is instant.
  await using operator = await startOperator({
    timeScale: 1,
    emulator: { timeScale: 0 },
    overrides: { clock: createFastClock(60) },
  });
  await operator.ready();
  const { seeded, endpoints } = operator.emulator;
  const clients = createClients({
    local: { mediaLive: endpoints.medialive, mediaConnect: endpoints.mediaconnect },
  });
  const { installationId } = operator.app.store;
  const input = (Name: string, Tags: Record<string, string>) =>
    clients.mediaLive.send(
      new CreateInputCommand({
        Name,
        Type: 'MEDIACONNECT',
        RoleArn: seeded.mediaLiveRoleArn,
        MediaConnectFlows: [{ FlowArn: seeded.flowArn }],
        Tags,
      }),
    );
  const inputs = async () =>
    ((await clients.mediaLive.send(new ListInputsCommand({ MaxResults: 1_000 }))).Inputs ?? [])
      .filter(({ State }) => State !== 'DELETED')
      .map(({ Name }) => Name);
  const outputs = async () =>
    (
      await clients.mediaConnect.send(new DescribeFlowCommand({ FlowArn: seeded.flowArn }))
    ).Flow?.Outputs?.map(({ Name }) => Name);
  const orphans = async () =>
    (await operator.query<{ orphans: Orphan[] }>(`{ orphans { ${fields} } }`)).orphans;

  await operator.app.store.change((_state, now) => ({
    changes: [],
    events: [deletion('gone', now)],
    value: null,
  }));
  const leftOutput = `lunora-${installationId}-gone-1`;
  await input('left', {
    'lunora:installation': installationId,
    'lunora:destination': 'gone',
    'lunora:generation': '1',
  });
  await input('of somebody else', { 'lunora:installation': 'other', 'lunora:destination': 'theirs' });
  await clients.mediaConnect.send(
    new AddFlowOutputsCommand({
      FlowArn: seeded.flowArn,
      Outputs: [{ Name: leftOutput, Protocol: 'srt-caller', Destination: 'receiver.example', Port: 7001 }],
    }),
  );

  await expect
    .poll(async () => (await orphans()).filter(({ firstSeenAt }) => firstSeenAt).length, {
      timeout: 10_000,
    })
    .toBe(2);
  const seen = await orphans();
  expect(seen).toMatchObject([
    {
      kind: 'INPUT',
      name: 'left',
      reasonCode: 'GRACE_PERIOD',
      sweepable: false,
      costPerHour: { amount: '0.0100' },
    },
    { kind: 'FLOW_OUTPUT', name: leftOutput, reasonCode: 'GRACE_PERIOD', sweepable: false },
  ]);
  const { sweepOrphans } = await operator.query<{ sweepOrphans: { swept: Orphan[]; kept: Orphan[] } }>(
    `mutation { sweepOrphans(dryRun: false) { swept { awsId } kept { awsId } userErrors { code } } }`,
  );
  expect(sweepOrphans).toMatchObject({ swept: [], kept: [{}, {}], userErrors: [] });

  await operator.restart();
  await expect
    .poll(async () => (await orphans()).map(({ firstSeenAt }) => firstSeenAt))
    .toEqual(seen.map(({ firstSeenAt }) => firstSeenAt));
  await expect.poll(inputs, { timeout: 20_000 }).not.toContain('left');
  await expect.poll(outputs, { timeout: 20_000 }).not.toContain(leftOutput);
  expect(await inputs()).toContain('of somebody else');
  await expect.poll(orphans, { timeout: 20_000 }).toEqual([]);
  const calls = await operator.emulator.acts();
  // At sixty times the pace AWS may ask for fewer requests, and then the client repeats one.
  const removals = calls.filter(
    ({ operation, status }) => /^(Delete|Remove)/.test(operation) && status < 300,
  );
  expect(removals.map(({ operation }) => operation).sort()).toEqual(['DeleteInput', 'RemoveFlowOutput']);
  clients.close();
});
