import { noStream } from '../mediaconnect/no-stream.ts';
import type { Account, PushFailure, StoredAlert, StoredChannel, StoredFlow, World } from '../world.ts';
import { readChannelConfig, referenceOf } from './channel-config.ts';
import { pipelinesOf } from './channel-state.ts';

interface Cause {
  number: keyof typeof alertTypes;
  message: string;
  pipelineId: string;
}

/** MediaLive's alerts by its own numbers and words. */
const alertTypes = {
  5101: 'Audio Not Detected',
  5201: 'Video Not Detected',
  5302: 'Stopped Receiving UDP Input',
  6006: 'Failed to Write to Output',
  6018: 'Failed RTMP Connection',
  6028: 'Failed to Validate Certificate Chain When Publishing',
} as const;

/** Cleared alerts a channel remembers. */
const remembered = 50;

/**
 * Makes every channel's alerts follow from their causes: sets those whose cause is there, clears those whose cause is
 * over. Doing it twice changes nothing. True when an alert was set or cleared.
 */
export function deriveAlerts(world: World): boolean {
  let changed = false;
  for (const channel of Object.values(world.account.channels)) {
    if (deriveOf(world, channel)) changed = true;
  }
  return changed;
}

function deriveOf(world: World, channel: StoredChannel): boolean {
  const causes = causesOf(world.account, channel);
  const now = new Date(world.now()).toISOString();
  const set = channel.alerts.filter(({ state }) => state === 'SET');
  const over = set.filter((alert) => !causes.some((cause) => isOf(alert, cause)));
  for (const alert of over) {
    alert.state = 'CLEARED';
    alert.clearedTimestamp = now;
  }
  const fresh = causes.filter((cause) => !set.some((alert) => isOf(alert, cause)));
  for (const { number, message, pipelineId } of fresh) {
    channel.alerts.push({
      id: world.newId(),
      number,
      alertType: alertTypes[number],
      message,
      pipelineId,
      state: 'SET',
      setTimestamp: now,
      clearedTimestamp: null,
    });
  }
  if (over.length + fresh.length === 0) return false;
  const cleared = channel.alerts.filter(({ state }) => state === 'CLEARED');
  const dropped = new Set(cleared.slice(0, Math.max(0, cleared.length - remembered)));
  channel.alerts = channel.alerts.filter((alert) => !dropped.has(alert));
  return true;
}

function isOf(alert: StoredAlert, cause: Cause): boolean {
  return (
    alert.number === cause.number && alert.pipelineId === cause.pipelineId && alert.message === cause.message
  );
}

/** Pure: what is wrong with a channel that runs. Nothing is wrong with one that does not. */
function causesOf(account: Account, channel: StoredChannel): Cause[] {
  if (channel.state !== 'RUNNING' && channel.state !== 'RECOVERING') return [];
  return pipelinesOf(channel).flatMap((pipelineId, pipeline): Cause[] => {
    if (channel.failedPipelines.includes(pipelineId)) {
      // One that is on its way back, as after a restart, is not reported.
      if (channel.settling) return [];
      return [
        { number: 6006, pipelineId, message: `Pipeline ${pipelineId} has failed and writes no output.` },
      ];
    }
    const input = silenceOf(account, channel, pipeline).map((cause) => ({ ...cause, pipelineId }));
    const output = refusalsOf(account, channel, pipeline).flatMap(({ group, failure }) =>
      pushCauses(group, failure).map((cause) => ({ ...cause, pipelineId })),
    );
    return [...input, ...output];
  });
}

/** A push that cannot be written never gets as far as a connection. */
function pushCauses(group: string, failure: PushFailure): Omit<Cause, 'pipelineId'>[] {
  const { cause = null, message } = typeof failure === 'string' ? { message: failure } : failure;
  const unwritten = `Failed to write to output in output group ${group}`;
  if (cause === 'FORMAT') return [{ number: 6006, message: `${unwritten}: ${message}` }];
  const certificate = `Failed to validate certificate chain in output group ${group}.`;
  return [
    ...(cause === 'CERTIFICATE' ? [{ number: 6028 as const, message: certificate }] : []),
    { number: 6018, message: `Failed RTMP connection in output group ${group}: ${message}` },
    { number: 6006, message: `${unwritten}.` },
  ];
}

/** Each pipeline of an input of two flows is fed by its own; both by the one where there is one. */
function silenceOf(
  account: Account,
  channel: StoredChannel,
  pipeline: number,
): Pick<Cause, 'number' | 'message'>[] {
  const [attachment] = readChannelConfig(channel.config).inputAttachments;
  const input = account.inputs[attachment?.inputId ?? ''];
  if (input?.config['type'] !== 'MEDIACONNECT') return [];
  const flowArn = input.flowArns[pipeline] ?? input.flowArns[0];
  const flow = Object.values(account.flows).find(({ arn }) => arn === flowArn);
  const name = attachment?.inputAttachmentName ?? input.id;
  if (flow && feeds(flow, input.arn)) {
    if (flow.format?.audioCodec !== noStream) return [];
    return [{ number: 5101, message: `Audio not detected on input ${name}.` }];
  }
  return [
    { number: 5302, message: `Stopped receiving UDP input on input ${name}.` },
    { number: 5201, message: `Video not detected on input ${name}.` },
  ];
}

function feeds(flow: StoredFlow, inputArn: string): boolean {
  if (flow.state !== 'ACTIVE' && flow.state !== 'UPDATING') return false;
  const output = flow.outputs.find(({ config }) => config['mediaLiveInputArn'] === inputArn);
  return flow.encoderSending && output !== undefined && output.config['outputStatus'] !== 'DISABLED';
}

/** Pushes that do not get through: refused by the platform, or failing for real. */
function refusalsOf(
  account: Account,
  channel: StoredChannel,
  pipeline: number,
): { group: string; failure: PushFailure }[] {
  const { destinations, encoderSettings } = readChannelConfig(channel.config);
  return (encoderSettings?.outputGroups ?? []).flatMap((group) =>
    group.outputs.flatMap(({ outputSettings }) => {
      const reference = referenceOf(outputSettings);
      if (reference?.kind !== 'rtmpOutputSettings') return [];
      const url = destinations.find(({ id }) => id === reference.id)?.settings[pipeline]?.url ?? '';
      const failure = account.pushFailures[channel.id]?.[reference.id];
      const refused = refuses(account, url) ? `${url} refused the connection.` : failure;
      return refused === undefined ? [] : [{ group: group.name ?? '', failure: refused }];
    }),
  );
}

/** The longest matching prefix decides; a platform nobody spoke of accepts. */
function refuses({ platforms }: Account, url: string): boolean {
  const [closest] = platforms
    .filter(({ urlPrefix }) => url.startsWith(urlPrefix))
    .sort((a, b) => b.urlPrefix.length - a.urlPrefix.length);
  return closest?.accepts === false;
}
