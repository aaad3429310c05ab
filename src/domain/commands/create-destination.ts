import { bindSecrets, type Rebind } from '../bind-secrets.ts';
import { put } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { RecordLimit } from '../holding-limits.ts';
import type { DeliveryMode, Destination, Platform, Protocol, SealedKey, Tag } from '../records.ts';
import { hidesAlso } from '../redaction/hides.ts';
import type { State } from '../state.ts';
import type { Caller } from './caller.ts';
import { checkKeyUse } from './check-key-use.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPresetId } from './check-preset-id.ts';
import { checkRetryPolicy, type RetryPolicyWish } from './check-retry-policy.ts';
import { checkRoom, creatorOf } from './check-room.ts';
import type { SrtWish } from './check-srt.ts';
import { checkSrtUse } from './check-srt-use.ts';
import { checkTags } from './check-tags.ts';
import { checkArePublic, checkDeliveryMode, checkTarget } from './check-target.ts';
import { destinationEvent } from './destination-event.ts';
import { findFlowId } from './find-flow-id.ts';
import { type StreamIdSeal, secretsOfWish } from './keep-stream-id.ts';
import { mergeSrt } from './merge-srt.ts';
import { newDestination } from './new-destination.ts';
import { platformWarnings } from './platform-warnings.ts';
import { checkAll } from './refuse.ts';
import { splitSrtUrl } from './split-srt-url.ts';

/** A stream key in clear, to look for it where it must not be, and as it will be kept. */
export interface GivenKey extends Omit<SealedKey, 'setAt' | 'version'> {
  plain: string;
}

export interface CreateDestinationCommand {
  id: string;
  name: string;
  platform: Platform;
  deliveryMode: DeliveryMode;
  url: string | null;
  protocol: Protocol | null;
  backupUrl: string | null;
  streamKey: GivenKey | null;
  srt: SrtWish | null;
  presetId: string | null;
  flowId: string | null;
  defaultFlowId: string | null;
  tags: readonly Tag[];
  retryPolicy: RetryPolicyWish | null;
  /** How many may be kept; left out: any number. */
  limit?: RecordLimit | undefined;
  streamIds: StreamIdSeal;
  /** Binds secrets to where they are sent. Left out: they are kept as they come. */
  rebind?: Rebind | undefined;
  /** Refuses private addresses that are given now. Left out: false. */
  publicOnly?: boolean;
  /** Takes every secret that is kept out of a text. */
  redact: (text: string) => string;
}

/**
 * A new destination, stopped, with nothing at AWS.
 * @throws Refusal with everything that is wrong with the input.
 */
export const createDestination =
  (command: CreateDestinationCommand, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const { id, platform, deliveryMode, streamKey } = command;
    checkDeliveryMode(deliveryMode);
    const given = splitSrtUrl(command.url);
    const keys = streamKey ? [streamKey.plain] : [];
    const hides = hidesAlso(command.redact, [
      ...keys,
      ...secretsOfWish(command.srt),
      ...secretsOfWish(given.srt),
    ]);
    const srtChecks = { seal: command.streamIds, hides };
    const [name, flowId, target, srt, presetId, tags, retryPolicy] = checkAll(
      () => checkName(command.name, hides),
      () => findFlowId(state, command.flowId, command.defaultFlowId, caller),
      () => {
        const to = checkTarget({ ...command, url: given.url(), hides });
        if (command.publicOnly) checkArePublic(to);
        return to;
      },
      () => checkSrtUse(deliveryMode, mergeSrt(command.srt, given.srt), srtChecks),
      () => checkPresetId(state, command),
      () => checkTags(command.tags, hides),
      () => checkRetryPolicy(command.retryPolicy),
      () => checkKeyUse(deliveryMode, streamKey?.plain ?? null),
    );
    checkNameIsFree(name, namesOn(state, flowId), 'destination of this flow');
    const creator = creatorOf(caller.actor);
    checkRoom('destinations', state.all('destination'), { creator, limit: command.limit });
    const made = newDestination(
      {
        id,
        name,
        platform,
        deliveryMode,
        ...target,
        srt,
        streamKey: streamKey && recordedKey(streamKey, now, 1),
        presetId,
        flowId,
        tags,
        retryPolicy,
        creator,
      },
      now,
    );
    const destination = bindSecrets(made, null, command.rebind);
    const message = `${name} was created.`;
    return {
      changes: [put(state, 'destination', destination)],
      events: [destinationEvent(caller, 'DESTINATION_CREATED', destination, message, [], now)],
      value: destination,
      warnings: platformWarnings(destination),
    };
  };

/** A given key as a record keeps it. */
export function recordedKey({ plain: _, ...kept }: GivenKey, setAt: string, version: number): SealedKey {
  return { ...kept, setAt, version };
}

/** The destinations whose names are taken on a flow: all that are not on their way out. */
export function* namesOn(state: State, flowId: string, exceptId?: string): Iterable<Destination> {
  for (const destination of state.where('destination', 'flow', flowId)) {
    if (destination.desired !== 'DELETED' && destination.id !== exceptId) yield destination;
  }
}
