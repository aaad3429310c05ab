import { put } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { DeliveryMode, Destination, Platform, Protocol, Tag } from '../records.ts';
import type { State } from '../state.ts';
import type { Caller } from './caller.ts';
import { checkKeyPlacement } from './check-key-placement.ts';
import { checkKeyUse } from './check-key-use.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPresetId } from './check-preset-id.ts';
import { checkRetryPolicy, type RetryPolicyWish } from './check-retry-policy.ts';
import type { SrtWish } from './check-srt.ts';
import { checkSrtUse } from './check-srt-use.ts';
import { checkTags } from './check-tags.ts';
import { checkDeliveryMode, checkTarget } from './check-target.ts';
import { destinationEvent } from './destination-event.ts';
import { findFlowId } from './find-flow-id.ts';
import { givenKey } from './key-matcher.ts';
import { newDestination } from './new-destination.ts';
import { checkAll } from './refuse.ts';

export interface CreateDestinationCommand {
  id: string;
  name: string;
  platform: Platform;
  deliveryMode: DeliveryMode;
  url: string | null;
  protocol: Protocol | null;
  backupUrl: string | null;
  /** In clear, to look for it where it must not be, and as it will be kept. */
  streamKey: { plain: string; sealed: string; fingerprint: string } | null;
  srt: SrtWish | null;
  presetId: string | null;
  flowId: string | null;
  defaultFlowId: string | null;
  tags: readonly Tag[];
  retryPolicy: RetryPolicyWish | null;
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
    const isKey = givenKey(streamKey?.plain ?? null);
    const [name, flowId, target, srt, presetId, tags, retryPolicy] = checkAll(
      () => checkName(command.name),
      () => findFlowId(state, command.flowId, command.defaultFlowId, caller),
      () => checkTarget({ ...command, isKey }),
      () => checkSrtUse(deliveryMode, command.srt),
      () => checkPresetId(state, command),
      () => checkTags(command.tags),
      () => checkRetryPolicy(command.retryPolicy),
      () => checkKeyUse(deliveryMode, streamKey?.plain ?? null),
      () => checkKeyPlacement(command, isKey),
    );
    checkNameIsFree(name, namesOn(state, flowId), 'destination of this flow');
    const destination = newDestination(
      {
        id,
        name,
        platform,
        deliveryMode,
        ...target,
        srt,
        streamKey: streamKey && {
          sealed: streamKey.sealed,
          fingerprint: streamKey.fingerprint,
          setAt: now,
          version: 1,
        },
        presetId,
        flowId,
        tags,
        retryPolicy,
      },
      now,
    );
    const message = `${name} was created.`;
    return {
      changes: [put(state, 'destination', destination)],
      events: [destinationEvent(caller, 'DESTINATION_CREATED', destination, message, [], now)],
      value: destination,
    };
  };

/** The destinations whose names are taken on a flow: all that are not on their way out. */
export function* namesOn(state: State, flowId: string, exceptId?: string): Iterable<Destination> {
  for (const destination of state.where('destination', 'flow', flowId)) {
    if (destination.desired !== 'DELETED' && destination.id !== exceptId) yield destination;
  }
}
