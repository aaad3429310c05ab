import { DescribeFlowCommand, RemoveFlowOutputCommand } from '@aws-sdk/client-mediaconnect';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import type { Message } from '../_kit/messages.ts';
import { startTestApp, type TestApp } from '../_kit/start-app.ts';
import type { Attack } from './attack.ts';
import { until } from './until.ts';

/** One strange answer to each question that looks ask. */
const strange = [
  { service: 'mediaconnect', operation: 'DescribeFlow', kind: 'emptyAnswer' },
  { service: 'mediaconnect', operation: 'DescribeFlow', kind: 'notFound' },
  { service: 'mediaconnect', operation: 'DescribeFlowSourceMetadata', kind: 'emptyAnswer' },
  { service: 'medialive', operation: 'ListChannels', kind: 'emptyAnswer' },
  { service: 'medialive', operation: 'ListChannels', kind: 'emptyPage' },
  { service: 'medialive', operation: 'ListChannels', kind: 'repeatedToken' },
  { service: 'medialive', operation: 'ListInputs', kind: 'emptyPage' },
  { service: 'medialive', operation: 'ListInputs', kind: 'repeatedToken' },
] as const;

interface Board {
  flow: { state: string } | null;
  destinations: { nodes: { name: string; status: string; reason: { code: string } | null }[] };
}

const board =
  '{ flow { state } destinations(first: 10) { nodes { name status reason: statusReason { code } } } }';

/**
 * AWS answers a look with nothing, with 404, or with a list that is empty or does not end, once: whatever is on air stays
 * so. Asked twice and gone both times it is told as lost; what comes back is on air again by itself.
 */
export const attack: Attack = async ({ long }) => {
  await using app = await startTestApp();
  const create = (input: string) =>
    app.query(`mutation { createDestination(input: { ${input} }) { userErrors { code message } } }`);
  await create('name: "Push", platform: YOUTUBE, streamKey: "fake-push-key-abcdefgh"');
  await create('name: "Output", platform: CUSTOM, deliveryMode: FLOW_OUTPUT, url: "srt://192.0.2.10:9000"');
  await app.query('mutation { startDestinations(input: { all: true }) { userErrors { code } } }');
  const isOnAir = async () => {
    const { flow, destinations } = await app.query<Board>(board);
    return (
      flow !== null &&
      destinations.nodes.every(({ status, reason }) => status === 'RUNNING' && reason === null)
    );
  };
  await until(isOnAir);

  const losses = followLosses(app);
  let answers = 0;
  for (let round = 0; round < (long ? 20 : 1); round += 1) {
    for (const fault of strange) {
      await app.emulator.fault({ ...fault, count: 1 });
      await looks(app, fault.operation, 4);
      answers += 1;
    }
  }
  if (!(await isOnAir())) throw new Error(`Not on air: ${JSON.stringify(await app.query(board))}`);
  if (losses().length > 0) throw new Error(`Told as lost: ${JSON.stringify(losses())}`);

  const belief = await app.emulator.fault({
    service: 'mediaconnect',
    operation: 'DescribeFlow',
    kind: 'notFound',
  });
  await until(async () => losses().length > 0);
  await app.emulator.disarm(belief);
  await until(isOnAir);

  using aws = createEmulatorClients(app.emulator);
  const FlowArn = app.emulator.seeded.flowArn;
  const { Flow } = await aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn }));
  const ours = Flow?.Outputs?.find(({ Name }) => Name?.startsWith('lunora-'));
  await aws.mediaconnect.send(new RemoveFlowOutputCommand({ FlowArn, OutputArn: ours?.OutputArn ?? '' }));
  await until(async () => {
    const { destinations } = await app.query<Board>(board);
    return destinations.nodes.some(
      ({ name, reason }) => name === 'Output' && reason?.code === 'RESOURCE_LOST',
    );
  });

  await app.emulator.fault({ operation: 'StopFlow', kind: 'error', status: 404, count: 1 });
  const id = Buffer.from(`Flow:${FlowArn}`).toString('base64url');
  await app.query(`mutation { stopFlow(input: { id: "${id}", force: true }) { userErrors { code } } }`);
  await until(async () => (await app.query<Board>(board)).flow?.state === 'STANDBY');
  return { name: 'strange answers', figures: { answers, toldAsLost: 0 } };
};

interface Change {
  kind: string;
  record?: { status: string } | null;
}

/** What streams have told to be gone, or not on air. */
function followLosses(app: TestApp): () => Message[] {
  const gone = ['flow', 'channel', 'output'].map((type) =>
    app.subscribe(`subscription { change: ${type}Changed { kind recordId } }`),
  );
  const fields = 'kind record: destination { status reason: statusReason { code } }';
  const destinations = app.subscribe(`subscription { change: destinationChanged { ${fields} } }`);
  const lost = ({ data }: Message) => {
    const { kind, record } = (data as { change: Change }).change;
    return kind === 'DELETED' || (record != null && record.status !== 'RUNNING');
  };
  return () => [...gone, destinations].flatMap(({ all }) => all.filter(lost));
}

/** Waits until it was asked so often more. */
async function looks({ emulator }: TestApp, operation: string, times: number): Promise<void> {
  const { length } = await emulator.calls(operation);
  await until(async () => (await emulator.calls(operation)).length >= length + times);
}
