import type { MediaLive } from '../aws/media-live.ts';
import { learnChannel, learnInput, learnOutput } from '../domain/answers.ts';
import type { SeenChannel, SeenInput, SeenOutput } from '../domain/aws.ts';
import { put } from '../domain/change.ts';
import { nothing } from '../domain/decision.ts';
import type { Destination, Work } from '../domain/records.ts';
import { adoptedVersion } from '../domain/situation.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

interface Found {
  input: SeenInput | undefined;
  channel: SeenChannel | undefined;
  output: SeenOutput | undefined;
}

/**
 * Something was announced and nobody knows whether AWS made it. Looks later than the announcement could still be on its
 * way, and either adopts what carries our tags, as it is, or notes that nothing was made, once a second look agrees.
 * @throws AwsError when AWS cannot be listed.
 */
export async function seek(deps: ReconcileDeps, destination: Destination): Promise<void> {
  const { store, lease } = deps;
  const { id, flowId, work } = destination;
  const unknown = {
    input: work.input?.id === null,
    channel: work.channel?.id === null,
    output: work.output?.arn === null,
  };
  const isWhole = (found: Found) =>
    (!unknown.input || found.input) &&
    (!unknown.channel || found.channel) &&
    (!unknown.output || found.output);
  const first = await lookFor(deps, destination);
  const second = isWhole(first) ? first : await lookFor(deps, destination);
  const { input, channel, output } = {
    input: first.input ?? second.input,
    channel: first.channel ?? second.channel,
    output: first.output ?? second.output,
  };

  await store.change((state, now) => {
    lease.check(state);
    const current = state.get('destination', id);
    if (!current || current.work.generation !== work.generation) return nothing(undefined);
    const next: Work = { ...current.work, act: null };
    if (unknown.input) next.input = input && next.input ? { ...next.input, id: input.id } : null;
    const found = { configVersion: adoptedVersion };
    if (unknown.channel) {
      next.channel = channel && next.channel ? { ...next.channel, ...found, id: channel.id } : null;
    }
    if (unknown.output) {
      next.output = output && next.output ? { ...next.output, ...found, arn: output.arn } : null;
    }
    const nothingFound = !input && !channel && !output;
    if (nothingFound) next.generation += 1;
    return {
      changes: [
        ...(input ? learnInput(state, input, now).changes : []),
        ...(channel ? learnChannel(state, channel, now).changes : []),
        ...(output ? learnOutput(state, flowId, output, now).changes : []),
        put(state, 'destination', { ...current, work: next }),
      ],
      events: [],
      value: undefined,
    };
  });
}

/** One look for each part of which it is not known whether AWS made it. */
async function lookFor(
  { store, mediaLive, mediaConnect }: ReconcileDeps,
  { id, flowId, work }: Destination,
): Promise<Found> {
  const ours = ({ tags, state }: { tags: Record<string, string>; state: string }) =>
    state !== 'DELETED' &&
    tags['lunora:installation'] === store.installationId &&
    tags['lunora:destination'] === id &&
    tags['lunora:generation'] === String(work.generation);
  const input = work.input?.id === null ? (await mediaLive.listInputs()).find(ours) : undefined;
  const channel =
    work.channel?.id === null ? await findChannel(mediaLive, work.input?.id ?? null, ours) : undefined;
  const outputs = work.output?.arn === null ? (await mediaConnect.describeFlow(flowId))?.outputs : [];
  return { input, channel, output: outputs?.find(({ name }) => name === work.output?.name) };
}

/** A List may still lack what was made a moment ago. Asked for itself, the input tells which channel uses it. */
async function findChannel(
  mediaLive: Pick<MediaLive, 'listChannels' | 'describeInput' | 'describeChannel'>,
  inputId: string | null,
  isOurs: (channel: SeenChannel) => boolean,
): Promise<SeenChannel | undefined> {
  const listed = (await mediaLive.listChannels()).find(isOurs);
  if (listed || inputId === null) return listed;
  for (const channelId of (await mediaLive.describeInput(inputId))?.channelIds ?? []) {
    const channel = await mediaLive.describeChannel(channelId);
    if (channel && isOurs(channel)) return channel;
  }
  return undefined;
}
