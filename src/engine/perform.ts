import { AwsError } from '../aws/aws-error.ts';
import type { ActOptions } from '../aws/media-live.ts';
import type { SeenChannel, SeenInput, SeenOutput } from '../domain/aws.ts';
import type { ActName, Destination, SrtSettings } from '../domain/records.ts';
import { sealedStreamIdOf } from '../domain/sealed-stream-id.ts';
import { sealingTarget } from '../domain/sealing-target.ts';
import type { EngineDeps } from './deps.ts';
import { resourceName, resourceTags } from './names.ts';

/** What AWS answered to an act: the thing as it now is, or null when there is nothing to show. */
export type Answer =
  | { about: 'input'; seen: SeenInput }
  | { about: 'channel'; seen: SeenChannel }
  | { about: 'output'; seen: SeenOutput }
  | { about: 'removal' };

/**
 * One call to AWS for an announced act. `destination` is its image as announced. Every act is idempotent: repeated
 * after a crash it finds what it made.
 * @throws AwsError
 */
export async function perform(
  deps: EngineDeps,
  step: ActName,
  destination: Destination,
  options: ActOptions,
): Promise<Answer> {
  const { mediaLive, mediaConnect } = deps;
  const { work, flowId } = destination;
  switch (step) {
    case 'createInput':
      return {
        about: 'input',
        seen: await mediaLive.createInput(
          {
            requestId: need(work.input).requestId,
            name: resourceName(deps, destination),
            flowArn: flowId,
            roleArn: roleArn(deps, destination),
            tags: resourceTags(deps, destination),
          },
          options,
        ),
      };
    case 'createChannel':
      return {
        about: 'channel',
        seen: await mediaLive.createChannel(
          {
            ...channelSettings(deps, destination),
            requestId: need(work.channel).requestId,
            tags: resourceTags(deps, destination),
          },
          options,
        ),
      };
    case 'updateChannel':
      return {
        about: 'channel',
        seen: await mediaLive.updateChannel(
          { ...channelSettings(deps, destination), id: channelId(destination) },
          options,
        ),
      };
    case 'startChannel':
      return { about: 'channel', seen: await mediaLive.startChannel(channelId(destination), options) };
    case 'stopChannel':
      return { about: 'channel', seen: await mediaLive.stopChannel(channelId(destination), options) };
    case 'deleteChannel':
      await mediaLive.deleteChannel(channelId(destination), options);
      return { about: 'removal' };
    case 'deleteInput':
      await mediaLive.deleteInput(need(need(work.input).id), options);
      return { about: 'removal' };
    case 'addOutput': {
      const seen = await mediaConnect.addOutput({ ...outputArgs(deps, destination), enabled: true }, options);
      await tagOutput(deps, destination, seen.arn);
      return { about: 'output', seen };
    }
    case 'enableOutput':
    case 'updateOutput': {
      // With all its settings: whatever someone changed while it was off is put right.
      const outputArn = need(need(work.output).arn);
      return {
        about: 'output',
        seen: await mediaConnect.updateOutput(
          { ...outputArgs(deps, destination), enabled: true, outputArn },
          options,
        ),
      };
    }
    case 'disableOutput': {
      const outputArn = need(need(work.output).arn);
      return {
        about: 'output',
        seen: await mediaConnect.setOutputEnabled(flowId, outputArn, false, options),
      };
    }
    case 'removeOutput':
      await mediaConnect.removeOutput(flowId, need(need(work.output).arn), options);
      return { about: 'removal' };
  }
}

/** Outputs cannot be tagged when made. The name is what they are found by, so a tag that fails loses nothing. */
async function tagOutput(deps: EngineDeps, destination: Destination, arn: string): Promise<void> {
  try {
    await deps.mediaConnect.tag(arn, resourceTags(deps, destination));
  } catch (error) {
    deps.log.warn({ err: error, destinationId: destination.id }, 'a flow output could not be tagged');
  }
}

function channelSettings(deps: EngineDeps, destination: Destination) {
  const { presetId, streamKey, url, work } = destination;
  return {
    name: resourceName(deps, destination),
    inputId: need(need(work.input).id),
    roleArn: roleArn(deps, destination),
    preset: need(presetId ? deps.store.state.get('preset', presetId) : null),
    url: need(url),
    streamKey: openSecret('stream key', () =>
      deps.unseal(need(streamKey).sealed, 'streamKey', sealingTarget(destination)),
    ),
  };
}

/** One secret that cannot be opened is that destination's trouble, said where a person sees it. */
function openSecret(what: string, open: () => string): string {
  try {
    return open();
  } catch {
    const message = `Its ${what} cannot be opened: it was sealed with another LUNORA_SECRET_KEY, or for another URL. Set it again.`;
    throw new AwsError('INVALID', 'none', message);
  }
}

function outputArgs(deps: EngineDeps, destination: Destination) {
  const { flowId, work, protocol, url, srt } = destination;
  const opened = srt && openSrt(deps, srt, sealingTarget(destination));
  return { flowArn: flowId, name: need(work.output).name, protocol, url, srt: opened };
}

/** The settings with their stream id in clear, as AWS must have it. */
function openSrt({ unseal }: EngineDeps, kept: SrtSettings, target: string): SrtSettings {
  const { sealedStreamId: _, ...srt } = kept;
  const sealed = sealedStreamIdOf(kept)?.sealed;
  if (sealed === undefined) return srt;
  return { ...srt, streamId: openSecret('SRT stream id', () => unseal(sealed, 'srtStreamId', target)) };
}

/** MediaLive's console makes `MediaLiveAccessRole` where no other is chosen. The account is in the flow's ARN. */
function roleArn({ settings }: EngineDeps, { flowId }: Destination): string {
  return settings.mediaLiveRoleArn ?? `arn:aws:iam::${flowId.split(':')[4]}:role/MediaLiveAccessRole`;
}

const channelId = ({ work }: Destination) => need(need(work.channel).id);

/** A planned act has what it needs; a gap is a bug of the planner. */
function need<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('An act was planned without what it needs.');
  return value;
}
