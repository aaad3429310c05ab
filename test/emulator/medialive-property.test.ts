import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { roleArn } from './medialive-kit.ts';

const nth = fc.nat(4);
const act = fc.oneof(
  fc.record({ kind: fc.constant('createInput'), token: nth }),
  fc.record({ kind: fc.constant('createChannel'), token: nth, input: nth }),
  fc.record({ kind: fc.constant('updateChannel'), channel: nth, input: nth }),
  fc.record({ kind: fc.constantFrom('start', 'stop', 'restartChannelPipelines', 'delete'), channel: nth }),
  fc.record({ kind: fc.constant('deleteInput'), input: nth }),
  fc.record({ kind: fc.constant('source'), connected: fc.boolean() }),
  fc.record({ kind: fc.constant('platform'), accepts: fc.boolean() }),
  fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(1_000, 15_000, 60_000, 120_000) }),
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const encoderSettings = {
  timecodeConfig: { source: 'SYSTEMCLOCK' },
  videoDescriptions: [{ name: 'video' }],
  audioDescriptions: [{ name: 'audio', audioSelectorName: 'Default' }],
  outputGroups: [
    {
      outputGroupSettings: { rtmpGroupSettings: {} },
      outputs: [
        {
          videoDescriptionName: 'video',
          outputSettings: { rtmpOutputSettings: { destination: { destinationRefId: 'push' } } },
        },
      ],
    },
  ],
};
const destinations = [
  { id: 'push', settings: [{ url: 'rtmp://live.example.com/app', streamName: 'fake-key' }] },
];

/** Everything that must hold whatever anyone did. */
function expectSound({ world: { account } }: Emulator): void {
  const channels = Object.values(account.channels);
  const inputs = Object.values(account.inputs);
  const living = channels.filter(({ state }) => state !== 'DELETED');
  expect(living.length).toBeLessThanOrEqual(account.settings.quotas.channels);
  expect(inputs.filter(({ state }) => state !== 'DELETED').length).toBeLessThanOrEqual(
    account.settings.quotas.pushInputs,
  );

  const attached = living.flatMap(({ id, config }) =>
    (config['inputAttachments'] as { inputId: string }[]).map(({ inputId }) => `${inputId} to ${id}`),
  );
  const held = inputs.flatMap(({ id, attachedChannelId }) =>
    attachedChannelId === null ? [] : [`${id} to ${attachedChannelId}`],
  );
  expect(held.sort()).toEqual(attached.sort());
  for (const { state, attachedChannelId } of inputs) {
    if (state === 'ATTACHED') expect(attachedChannelId).not.toBeNull();
    if (state === 'DETACHED' || state === 'DELETING' || state === 'DELETED')
      expect(attachedChannelId).toBeNull();
  }

  const [flow] = Object.values(account.flows);
  const fed = flow?.outputs.map(({ config }) => config['mediaLiveInputArn']) ?? [];
  const wanting = inputs.filter(({ state }) => state !== 'DELETING' && state !== 'DELETED');
  expect(fed.sort()).toEqual(wanting.map(({ arn }) => arn).sort());

  for (const { state, alerts } of channels) {
    const set = alerts.filter((alert) => alert.state === 'SET');
    if (state !== 'RUNNING' && state !== 'RECOVERING') expect(set).toEqual([]);
    if (state === 'RUNNING') {
      const silent = set.some(({ number }) => number === 5302);
      expect(silent).toBe(flow?.encoderSending === false);
    }
  }
}

async function replay(acts: readonly Act[]): Promise<void> {
  const clock = createManualClock();
  await using emulator = await startEmulator({ port: 0, timeScale: 1, clock });
  const { account } = emulator.world;
  account.settings.quotas.channels = 3;
  account.settings.quotas.pushInputs = 4;
  account.settings.throttle = { perSecond: 1_000, burst: 1_000 };
  const channels: string[] = [];
  const inputs: string[] = [];
  const byToken = new Map<string, string>();

  async function call(
    method: string,
    url: string,
    body: object = {},
  ): Promise<Record<string, { id: string }>> {
    clock.advance(1);
    const answer = await emulator.handle({ method, url, body: JSON.stringify(body) });
    if (answer === 'cut') throw new Error('The call was cut');
    expect([200, 201, 400, 404, 409, 422, 429], answer.body).toContain(answer.status);
    return answer.status < 300 ? JSON.parse(answer.body) : {};
  }

  function remember(token: string, id: string | undefined, known: string[]): void {
    if (id === undefined) return;
    const before = byToken.get(token);
    if (before && (account.channels[before] || account.inputs[before])) expect(id).toBe(before);
    byToken.set(token, id);
    if (!known.includes(id)) known.push(id);
  }

  async function perform(step: Act): Promise<void> {
    const channel = channels.at(-1 - ('channel' in step ? step.channel : 0)) ?? '404';
    const input = inputs.at(-1 - ('input' in step ? step.input : 0)) ?? '404';
    const inputAttachments = [{ inputId: input }];
    if ('ms' in step) clock.advance(step.ms);
    else if ('accepts' in step) account.platforms = [{ urlPrefix: 'rtmp://', accepts: step.accepts }];
    else if ('connected' in step) {
      for (const flow of Object.values(account.flows)) flow.encoderSending = step.connected;
    } else if (step.kind === 'createInput' && 'token' in step) {
      const requestId = `input-${step.token}`;
      const mediaConnectFlows = [{ flowArn: emulator.seeded.flowArn }];
      const body = { requestId, type: 'MEDIACONNECT', roleArn, mediaConnectFlows };
      remember(requestId, (await call('POST', '/prod/inputs', body))['input']?.id, inputs);
    } else if ('token' in step) {
      const requestId = `channel-${step.token}`;
      const body = {
        requestId,
        channelClass: 'SINGLE_PIPELINE',
        inputAttachments,
        destinations,
        encoderSettings,
      };
      remember(requestId, (await call('POST', '/prod/channels', body))['channel']?.id, channels);
    } else if (step.kind === 'updateChannel')
      await call('PUT', `/prod/channels/${channel}`, { inputAttachments });
    else if (step.kind === 'deleteInput') await call('DELETE', `/prod/inputs/${input}`);
    else if (step.kind === 'delete') await call('DELETE', `/prod/channels/${channel}`);
    else await call('POST', `/prod/channels/${channel}/${step.kind}`);
    emulator.world.changed();
  }

  expectSound(emulator);
  for (const step of acts) {
    await perform(step);
    expectSound(emulator);
  }
}

it('keeps channels, inputs, flow outputs and alerts in agreement through any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 60, size: 'max' }), (acts) => replay(acts)),
    { numRuns: 100 },
  );
}, 60_000);
