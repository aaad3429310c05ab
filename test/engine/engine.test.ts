import { describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../src/aws/aws-error.ts';
import { put } from '../../src/domain/change.ts';
import { nothing } from '../../src/domain/decision.ts';
import type { Channel, Preset } from '../../src/domain/records.ts';
import { settled } from '../_kit/manual-clock.ts';
import { startControlPlane } from './control-plane.ts';

const srt = {
  deliveryMode: 'FLOW_OUTPUT',
  protocol: 'SRT_CALLER',
  url: 'srt://receiver.example:7001',
  presetId: null,
  streamKey: null,
} as const;

it('takes a destination with its own channel through its whole life and leaves nothing behind', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  expect(await plane.atAws(id)).toEqual({ channels: [], inputs: [], outputs: [] });

  await plane.want(id, 'RUNNING');
  const running = await plane.untilStatus(id, 'RUNNING');
  expect(running.condition).toMatchObject({ billing: true, reason: null });
  const made = await plane.atAws(id);
  expect(made.channels).toMatchObject([{ state: 'RUNNING', channelClass: 'SINGLE_PIPELINE' }]);
  expect(made.outputs).toHaveLength(1);

  await plane.want(id, 'STOPPED');
  await plane.untilStatus(id, 'IDLE');
  expect((await plane.atAws(id)).channels).toMatchObject([{ state: 'IDLE' }]);
  await plane.want(id, 'RUNNING');
  await plane.untilStatus(id, 'RUNNING');
  expect(await plane.calls('CreateChannel')).toBe(1);

  await plane.want(id, 'DELETED');
  await plane.untilGone(id);
  expect(await plane.atAws(id)).toEqual({ channels: [], inputs: [], outputs: [] });
});

it('takes a destination on a flow output through its whole life and leaves nothing behind', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create(srt);
  await plane.want(id, 'RUNNING');
  const running = await plane.untilStatus(id, 'RUNNING');
  expect(running.condition.health).toEqual({ source: 'OK', encoder: 'OK', delivery: 'UNKNOWN' });
  expect((await plane.atAws(id)).outputs).toMatchObject([
    { enabled: true, destination: 'receiver.example', port: 7001 },
  ]);
  await plane.want(id, 'STOPPED');
  await plane.untilStatus(id, 'IDLE');
  expect((await plane.atAws(id)).outputs).toMatchObject([{ enabled: false }]);
  await plane.want(id, 'DELETED');
  await plane.untilGone(id);
  expect((await plane.atAws(id)).outputs).toEqual([]);
});

it('goes on where it was after a restart in the middle of a start, and makes each thing once', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.aws.control('POST', '/faults', { operation: 'CreateChannel', kind: 'lostAnswer', count: 3 });
  await plane.want(id, 'RUNNING');
  await plane.until((state) => state.get('destination', id)?.work.channel);
  await plane.restart();
  await plane.untilStatus(id, 'RUNNING');
  expect((await plane.atAws(id)).channels).toHaveLength(1);
  expect((await plane.atAws(id)).inputs).toHaveLength(1);
});

it('holds a start without a source, makes nothing meanwhile, and goes on by itself', async () => {
  await using plane = await startControlPlane();
  const flowArn = plane.aws.emulator.seeded.flowArn;
  const id = await plane.create();
  await plane.aws.control('POST', '/sources', { flowArn, connected: false });
  await plane.until((state) => state.get('flow', flowArn)?.sources[0]?.connected === false);
  await plane.want(id, 'RUNNING');
  const held = await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.condition.reason?.code === 'WAITING_FOR_SOURCE' && destination;
  });
  expect(held.condition).toMatchObject({ status: 'STARTING', billing: false, transition: null });
  expect(await plane.atAws(id)).toEqual({ channels: [], inputs: [], outputs: [] });
  await plane.aws.control('POST', '/sources', { flowArn, connected: true });
  await plane.untilStatus(id, 'RUNNING');
});

it('says that a platform refuses, keeps billing in sight, and turns green by itself when it accepts', async () => {
  await using plane = await startControlPlane();
  const [refused, fine] = [await plane.create({ url: 'rtmp://refuses.example/app' }), await plane.create()];
  await plane.aws.control('POST', '/platforms', { urlPrefix: 'rtmp://refuses.example', accepts: false });
  await plane.want(refused, 'RUNNING');
  await plane.want(fine, 'RUNNING');
  await plane.untilStatus(fine, 'RUNNING');
  const red = await plane.untilStatus(refused, 'ERROR');
  expect(red.condition).toMatchObject({
    health: { delivery: 'FAILED' },
    reason: { code: 'DELIVERY_FAILED', suggestedAction: 'CHECK_STREAM_KEY' },
    billing: true,
  });
  expect(red.sessionId).not.toBeNull();
  await plane.aws.control('POST', '/platforms', { urlPrefix: 'rtmp://refuses.example', accepts: true });
  await plane.untilStatus(refused, 'RUNNING');
  expect(await plane.calls('StartChannel')).toBe(2);
  expect(plane.store.state.get('destination', fine)?.condition.status).toBe('RUNNING');
});

it('lets a change wait for the next start, and takes only that destination off air when told to apply it now', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.want(id, 'RUNNING');
  await plane.untilStatus(id, 'RUNNING');
  await plane.edit(id, (d) => ({ ...d, url: 'rtmp://elsewhere.example/app', version: 9, configVersion: 9 }));
  await plane.until((state) => state.get('destination', id)?.condition.pendingChanges);
  expect(await plane.calls('UpdateChannel')).toBe(0);
  await plane.edit(id, (d) => ({ ...d, restartFor: 9 }));
  await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.condition.status === 'RUNNING' && destination.work.channel?.configVersion === 9;
  });
  expect(await plane.calls('UpdateChannel')).toBe(1);
  expect(await plane.calls('StopChannel')).toBe(1);
  expect((await plane.atAws(id)).channels[0]?.pushUrls).toEqual(['rtmp://elsewhere.example/app']);
});

it('removes what stood idle for the clean-up time', async () => {
  await using plane = await startControlPlane({ idleCleanupMs: 300 });
  const id = await plane.create();
  await plane.want(id, 'RUNNING');
  await plane.untilStatus(id, 'RUNNING');
  await plane.want(id, 'STOPPED');
  await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.work.channel === null && destination.work.input === null;
  });
  expect(await plane.atAws(id)).toEqual({ channels: [], inputs: [], outputs: [] });
  expect(plane.store.state.get('destination', id)?.condition).toMatchObject({
    status: 'IDLE',
    billing: false,
  });
});

it('takes the place of what stands idle longest when the account allows no more', async () => {
  await using plane = await startControlPlane();
  const [older, newer, wanted] = [await plane.create(), await plane.create(), await plane.create()];
  for (const id of [older, newer]) {
    await plane.want(id, 'RUNNING');
    await plane.untilStatus(id, 'RUNNING');
    await plane.want(id, 'STOPPED');
    await plane.untilStatus(id, 'IDLE');
  }
  await plane.aws.control('PATCH', '/settings', { quotas: { channels: 3 } });
  await plane.want(wanted, 'RUNNING');
  await plane.until((state) => state.get('destination', wanted)?.condition.reason?.code === 'QUOTA_EXCEEDED');
  await plane.until((state) => state.get('destination', older)?.work.input === null);
  expect(await plane.atAws(older)).toEqual({ channels: [], inputs: [], outputs: [] });
  expect((await plane.atAws(newer)).channels).toMatchObject([{ state: 'IDLE' }]);

  await plane.untilStatus(wanted, 'RUNNING');
});

it('cancels a start at the first legal moment', async () => {
  await using plane = await startControlPlane();
  await plane.aws.control('PATCH', '/settings', { timeScale: 0.01 });
  const id = await plane.create();
  await plane.want(id, 'RUNNING');
  await plane.until((state) => [...state.all('channel')].some((channel) => channel.state === 'STARTING'));
  await plane.want(id, 'STOPPED');
  expect(plane.store.state.get('destination', id)?.condition.status).toBe('STOPPING');
  await plane.untilStatus(id, 'IDLE');
  expect((await plane.atAws(id)).channels).toMatchObject([{ state: 'IDLE' }]);
});

it('says that someone stopped it at AWS, fights nobody, and starts it again when asked', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.want(id, 'RUNNING');
  const { work } = await plane.untilStatus(id, 'RUNNING');
  await plane.aws.control('POST', `/channels/${work.channel?.id}/outside`, { do: 'stop' });
  const lost = await plane.untilStatus(id, 'ERROR');
  expect(lost.condition.reason).toMatchObject({ code: 'RESOURCE_LOST', suggestedAction: 'RETRY' });
  expect(await plane.calls('StartChannel')).toBe(1);
  await plane.want(id, 'RUNNING');
  await plane.untilStatus(id, 'RUNNING');
});

it('gives up on what AWS declines for good, leaves nothing behind, and says why', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.aws.control('POST', '/faults', {
    operation: 'CreateChannel',
    kind: 'error',
    status: 422,
    code: 'UnprocessableEntityException',
  });
  await plane.want(id, 'RUNNING');
  // The waits between tries are not what is shown here.
  for (let i = 0; i < 5; i += 1) {
    await plane.until((state) => state.get('destination', id)?.work.attempt === i + 1);
    await plane.edit(id, (d) => ({ ...d, work: { ...d.work, nextRetryAt: null } }));
  }
  const failed = await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.work.gaveUp && destination.work.input === null && destination;
  });
  expect(failed.condition).toMatchObject({ status: 'ERROR', reason: { code: 'GAVE_UP' }, billing: false });
  expect(await plane.atAws(id)).toEqual({ channels: [], inputs: [], outputs: [] });
});

it('goes on air again where it is asked to while a stop is on its way, however few tries it has', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create({ retryPolicy: { maxAttempts: 1 } });
  await plane.want(id, 'RUNNING');
  await plane.untilStatus(id, 'RUNNING');
  const { mediaLive } = plane.aws;
  const { stopChannel } = mediaLive;
  mediaLive.stopChannel = async (...args) => {
    const answer = await stopChannel(...args);
    await plane.want(id, 'RUNNING');
    return answer;
  };
  await plane.want(id, 'STOPPED');
  const { work } = await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.desired === 'RUNNING' && destination.work.begun && destination;
  });
  expect(work.gaveUp).toBe(false);
  await plane.untilStatus(id, 'RUNNING');
});

it('sets an output up anew that somebody enabled and sent elsewhere while its own update got no answer', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create(srt);
  await plane.want(id, 'RUNNING');
  const { work } = await plane.untilStatus(id, 'RUNNING');
  await plane.want(id, 'STOPPED');
  await plane.untilStatus(id, 'IDLE');
  const { mediaConnect } = plane.aws;
  const { updateOutput } = mediaConnect;
  const [flow] = Object.values(plane.aws.emulator.world.account.flows);
  const config = flow?.outputs.find(({ arn }) => arn === work.output?.arn)?.config ?? {};
  mediaConnect.updateOutput = async () => {
    mediaConnect.updateOutput = updateOutput;
    Object.assign(config, { outputStatus: 'ENABLED', destination: 'elsewhere.example' });
    await plane.until((state) => state.get('output', work.output?.arn ?? '')?.enabled);
    throw new AwsError('UNREACHABLE', 'UpdateFlowOutput', 'No answer came.');
  };
  await plane.want(id, 'RUNNING');
  await plane.until(
    (state) => state.get('output', work.output?.arn ?? '')?.destination === 'elsewhere.example',
  );
  await plane.until(
    (state) => state.get('output', work.output?.arn ?? '')?.destination === 'receiver.example',
  );
  await plane.untilStatus(id, 'RUNNING');
});

it('asks AWS again and again to stop by force what is in a state that AWS has added', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.want(id, 'RUNNING');
  const { work } = await plane.untilStatus(id, 'RUNNING');
  const channel = plane.aws.emulator.world.account.channels[work.channel?.id ?? ''];
  if (!channel) throw new Error('It has no channel.');
  channel.state = 'HIBERNATING' as typeof channel.state;
  await plane.until((state) => state.get('channel', channel.id)?.state === 'UNKNOWN');
  await plane.want(id, 'STOPPED', { force: true });
  for (let tries = 1; tries <= 2; tries += 1) {
    const refused = await plane.until((state) => {
      const destination = state.get('destination', id);
      return destination?.work.attempt === tries && destination;
    });
    expect(refused.condition).toMatchObject({ status: 'STOPPING', reason: { code: 'RETRYING' } });
    // The waits between tries are not what is shown here.
    await plane.edit(id, (d) => ({ ...d, work: { ...d.work, nextRetryAt: null } }));
  }
  channel.state = 'RUNNING';
  await plane.untilStatus(id, 'IDLE');
});

it('asks again only after a while where AWS takes the stop and nothing comes of it', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.want(id, 'RUNNING');
  await plane.untilStatus(id, 'RUNNING');
  const { stopChannel } = plane.aws.mediaLive;
  plane.aws.mediaLive.stopChannel = async (...args) => ({
    ...(await stopChannel(...args)),
    state: 'UNKNOWN',
  });
  await plane.want(id, 'STOPPED', { force: true });
  const stopping = await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.work.failure && destination;
  });
  expect(stopping.work).toMatchObject({ attempt: 1, failure: { kind: 'CONFLICT' } });
  expect(stopping.work.nextRetryAt).not.toBeNull();
  await plane.untilStatus(id, 'IDLE');
});

it('stops and starts a channel that AWS does not bring back, once its time is over, and no other', async () => {
  await using plane = await startControlPlane();
  const [ailing, fine] = [await plane.create(), await plane.create()];
  for (const id of [ailing, fine]) {
    await plane.want(id, 'RUNNING');
    await plane.untilStatus(id, 'RUNNING');
  }
  const channelId = plane.store.state.get('destination', ailing)?.work.channel?.id ?? '';
  await plane.aws.control('POST', `/channels/${channelId}/fail`);
  const told = await plane.until((state) => {
    const destination = state.get('destination', ailing);
    return destination?.condition.reason?.code === 'RECOVERING' && destination;
  });
  expect(told.condition.reason?.nextRetryAt).not.toBeNull();
  expect(await plane.calls('StopChannel')).toBe(0);

  await plane.aws.control('POST', '/faults', { operation: 'StopChannel', kind: 'throttle', count: 1 });
  // Ten minutes are not waited for.
  await plane.store.change((state, now) => {
    const channel = state.get('channel', channelId);
    if (!channel) return nothing(undefined);
    const unhealthySince = new Date(Date.parse(now) - 600_000).toISOString();
    return { changes: [put(state, 'channel', { ...channel, unhealthySince })], events: [], value: undefined };
  });
  const cured = await plane.until((state) => {
    const destination = state.get('destination', ailing);
    const well = destination?.condition.status === 'RUNNING' && !destination.condition.reason;
    return destination?.work.restarts && well && destination;
  });
  expect(cured.work.restarts?.count).toBe(1);
  const taken = (await plane.aws.calls()).filter(({ status }) => status === 200);
  const took = (operation: string) => taken.filter((call) => call.operation === operation).length;
  expect(took('StopChannel')).toBe(1);
  expect(took('StartChannel')).toBe(3);
  // The first was throttled, and sent again.
  expect(await plane.calls('StopChannel')).toBe(2);
});

it('sets a channel up anew before it starts it where its creation was unanswered and somebody has changed it since', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  const { mediaLive } = plane.aws;
  const { createChannel } = mediaLive;
  const elsewhere = 'rtmp://elsewhere.example/live';
  // No List tells of it before it is asked for again.
  await plane.aws.control('PATCH', '/settings', { listLagMs: 60_000 });
  const pushOf = (channelId: string) => {
    const { channels } = plane.aws.emulator.world.account;
    const config = channels[channelId]?.config as { destinations: { settings: { url: string }[] }[] };
    return config.destinations[0]?.settings[0] ?? { url: 'nowhere' };
  };
  mediaLive.createChannel = async (...args) => {
    mediaLive.createChannel = createChannel;
    const made = await createChannel(...args);
    await vi.waitFor(async () => expect((await mediaLive.describeChannel(made.id))?.state).toBe('IDLE'));
    pushOf(made.id).url = elsewhere;
    throw new AwsError('UNREACHABLE', 'CreateChannel', 'No answer came.');
  };
  await plane.want(id, 'RUNNING');
  const { work, url } = await plane.untilStatus(id, 'RUNNING');
  expect(pushOf(work.channel?.id ?? '').url).toBe(url);
});

it('makes what it finds under its name as it should be before it starts it: an older request may have made it', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  await plane.aws.control('POST', '/faults', { operation: 'CreateChannel', kind: 'throttle' });
  await plane.want(id, 'RUNNING');
  const { work, url, presetId } = await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.work.failure?.step === 'createChannel' && destination;
  });
  const { installationId, state } = plane.store;
  await plane.restart(async () => {
    await plane.aws.control('DELETE', '/faults');
    await plane.aws.mediaLive.createChannel({
      requestId: 'declined-before',
      name: `lunora-${installationId}-${id}-${work.generation}`,
      inputId: work.input?.id ?? '',
      roleArn: plane.aws.emulator.seeded.mediaLiveRoleArn,
      preset: state.get('preset', presetId ?? '') as Preset,
      url: 'rtmp://before.example/app',
      streamKey: 'fake-key-of-before',
      tags: {
        'lunora:installation': installationId,
        'lunora:destination': id,
        'lunora:generation': String(work.generation),
      },
    });
  });
  await plane.untilStatus(id, 'RUNNING');
  expect((await plane.atAws(id)).channels).toMatchObject([{ state: 'RUNNING', pushUrls: [url] }]);
});

it('makes a flow output that it finds under its name as it should be, and leaves nothing pending', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create(srt);
  await plane.aws.control('POST', '/faults', { operation: 'AddFlowOutputs', kind: 'error' });
  await plane.want(id, 'RUNNING');
  const { work, flowId } = await plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.work.failure?.step === 'addOutput' && destination;
  });
  await plane.restart(async () => {
    await plane.aws.control('DELETE', '/faults');
    await plane.aws.mediaConnect.addOutput({
      ...{ flowArn: flowId, name: work.output?.name ?? '', protocol: 'SRT_CALLER', enabled: true },
      ...{ url: 'srt://before.example:7002', srt: null },
    });
  });
  await plane.until((state) => {
    const destination = state.get('destination', id);
    const made = destination?.work.output;
    return made?.arn && made.configVersion === destination?.configVersion;
  });
  expect((await plane.atAws(id)).outputs).toMatchObject([{ destination: 'receiver.example', port: 7001 }]);
});

describe('the primary channel', () => {
  async function createScene(options: { restartPrimary?: boolean } = {}) {
    const plane = await startControlPlane(options);
    const id = plane.aws.emulator.seeded.primaryChannelId;
    const current = () => plane.store.state.get('channel', id);
    const edit = (change: Partial<Channel>) =>
      plane.store.change((state) => {
        const channel = state.get('channel', id);
        if (!channel) return nothing(undefined);
        return { changes: [put(state, 'channel', { ...channel, ...change })], events: [], value: undefined };
      });
    await plane.until((state) => state.get('channel', id)?.state === 'RUNNING');
    /** Ten minutes are not waited for; the next look finds it well again. */
    const ail = () => edit({ unhealthySince: new Date(Date.now() - 601_000).toISOString() });
    return { plane, id, current, edit, ail };
  }

  it('has its pipelines restarted at AWS when somebody asks for it, once', async () => {
    const { plane, id, edit } = await createScene();
    await using _ = plane;
    await edit({ wish: 'RESTART' });
    await plane.until((state) => state.get('channel', id)?.wish === null);
    expect(await plane.calls('RestartChannelPipelines')).toBe(1);
  });

  it('has them restarted unasked where the settings say so, and it was not well for long', async () => {
    const { plane, id, current, ail } = await createScene({ restartPrimary: true });
    await using _ = plane;
    for (let times = 0; times < 100 && !current()?.restarts; times += 1) {
      await ail();
      await settled();
    }
    expect(current()?.restarts).toMatchObject({ count: 1 });
    await plane.until((state) => state.get('channel', id)?.wish === null);
    expect(current()?.restarts).toMatchObject({ count: 1 });
    expect(await plane.calls('RestartChannelPipelines')).toBe(1);
  });

  it('is left to AWS where they do not', async () => {
    const { plane, id, current, ail } = await createScene();
    await using _ = plane;
    for (let times = 0; times < 5; times += 1) await ail();
    await plane.until((state) => state.get('channel', id)?.unhealthySince === null);
    expect(current()?.restarts).toBeUndefined();
    expect(await plane.calls('RestartChannelPipelines')).toBe(0);
  });
});
