import { isSameAddress } from '../address-of.ts';
import { bindSecrets, type Rebind } from '../bind-secrets.ts';
import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import { fieldChanges } from '../observe-event.ts';
import { defaultPresetId } from '../presets.ts';
import type { Destination, Platform, Protocol, Tag } from '../records.ts';
import { type Hides, hidesAlso } from '../redaction/hides.ts';
import { sealingTarget } from '../sealing-target.ts';
import type { State } from '../state.ts';
import { applyEdit } from './apply-edit.ts';
import type { Caller } from './caller.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPresetId } from './check-preset-id.ts';
import { checkRetryPolicy, type RetryPolicyWish } from './check-retry-policy.ts';
import type { SrtWish } from './check-srt.ts';
import { checkSrtUse } from './check-srt-use.ts';
import { checkTags } from './check-tags.ts';
import { checkArePublic, checkTarget } from './check-target.ts';
import { namesOn } from './create-destination.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { keepStreamId, type StreamIdSeal, secretsOfWish } from './keep-stream-id.ts';
import { mergeSrt } from './merge-srt.ts';
import { platformIngest } from './platform-ingest.ts';
import { platformWarnings } from './platform-warnings.ts';
import { checkAll, refuse } from './refuse.ts';
import { shownFields } from './shown-fields.ts';
import { splitSrtUrl } from './split-srt-url.ts';

/** What is left out stays as it is. Null takes `backupUrl` and `srt` away, and goes back to the default elsewhere. */
export interface UpdateDestinationCommand {
  id: string;
  expectedVersion: number | null;
  name?: string | undefined;
  platform?: Platform | undefined;
  protocol?: Protocol | undefined;
  url?: string | null | undefined;
  backupUrl?: string | null | undefined;
  srt?: SrtWish | null | undefined;
  presetId?: string | null | undefined;
  tags?: readonly Tag[] | undefined;
  retryPolicy?: RetryPolicyWish | null | undefined;
  apply: 'NEXT_START' | 'RESTART_NOW';
  streamIds: StreamIdSeal;
  /** Binds secrets to where they are sent. Left out: they stay as they are. */
  rebind?: Rebind | undefined;
  /** Refuses private addresses that are given now. Left out: false. */
  publicOnly?: boolean;
  /** Takes every secret that is kept out of a text. */
  redact: (text: string) => string;
}

/**
 * Changes what is given. What AWS cannot change while it runs waits for the next start, or restarts this destination now.
 * @throws Refusal with everything that is wrong with the input.
 */
export const updateDestination =
  (command: UpdateDestinationCommand, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const recorded = findDestination(state, command.id, caller, command.expectedVersion);
    if (recorded.desired === 'DELETED') {
      throw refuse('INVALID_TRANSITION', 'It is being deleted, so it cannot be changed.', 'id');
    }
    const streamIds = boundTo(recorded, command.streamIds);
    const before = withSealedStreamId(recorded, streamIds);
    const after = bindSecrets(edited(state, before, { ...command, streamIds }), recorded, command.rebind);
    // What was accepted earlier may hold a key.
    const clean = (text: string | null) => text && command.redact(text);
    const changes = fieldChanges(shownFields(before), shownFields(after)).map(({ field, from, to }) => ({
      field,
      from: clean(from),
      to: clean(to),
    }));
    const reconfigured = changes.some(({ field }) => !keptFromAws.test(field));
    const { next, restart } = applyEdit(state, after, { reconfigured, apply: command.apply }, now);
    if (changes.length === 0 && !restart)
      return { ...nothing(recorded), warnings: warningsOf(command, recorded) };

    const message = `${next.name} was changed${restart ? ' and restarts' : ''}.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, changes, now)],
      value: next,
      warnings: warningsOf(command, next),
    };
  };

/** Tells of a contradiction to whoever wrote a part of it. */
const warningsOf = ({ platform, url, backupUrl }: UpdateDestinationCommand, destination: Destination) =>
  [platform, url, backupUrl].every((given) => given === undefined) ? [] : platformWarnings(destination);

/** What AWS never learns, so that changing it restarts nothing and waits for nothing. */
const keptFromAws = /^(name|tags|retryPolicy\..*)$/;

function edited(state: State, before: Destination, command: UpdateDestinationCommand): Destination {
  const { deliveryMode } = before;
  const given = splitSrtUrl(command.url);
  const hides = hidesAlso(command.redact, [...secretsOfWish(command.srt), ...secretsOfWish(given.srt)]);
  const srtChecks = { seal: command.streamIds, hides };
  const platform = command.platform ?? before.platform;
  const [name, target, srt, presetId, tags, retryPolicy] = checkAll(
    () => (command.name === undefined ? before.name : checkName(command.name, hides)),
    () => targetOf(before, { ...command, url: given.url() }, platform, hides),
    () => checkSrtUse(deliveryMode, mergeSrt(command.srt, given.srt), srtChecks, before.srt),
    () => presetOf(state, before, command.presetId, platform),
    () => (command.tags === undefined ? before.tags : checkTags(command.tags, hides)),
    () => checkRetryPolicy(command.retryPolicy, before.retryPolicy),
  );
  if (name !== before.name) {
    checkNameIsFree(name, namesOn(state, before.flowId, before.id), 'destination of this flow');
  }
  return { ...before, name, platform, ...target, srt, presetId, tags, retryPolicy };
}

/** A preset that was only the old platform's default goes with the platform; one that was chosen stays. */
function presetOf(state: State, before: Destination, asked: string | null | undefined, platform: Platform) {
  const { deliveryMode, presetId } = before;
  const moved = platform !== before.platform && presetId === defaultPresetId(before.platform);
  if (asked === undefined && !moved) return presetId;
  return checkPresetId(state, { deliveryMode, platform, presetId: asked ?? null });
}

/** URLs that were only the old platform's defaults go with the platform; those that were given stay. */
function targetOf(before: Destination, command: UpdateDestinationCommand, platform: Platform, hides: Hides) {
  const { platform: asked, protocol, url, backupUrl } = command;
  if (asked === undefined && protocol === undefined && url === undefined && backupUrl === undefined) {
    return { protocol: before.protocol, url: before.url, backupUrl: before.backupUrl };
  }
  const moved = platform !== before.platform || (protocol !== undefined && protocol !== before.protocol);
  const ingest = platformIngest(before.platform, before.protocol)?.ingest;
  const keep = (kept: string | null, usual: string | null | undefined) =>
    moved && isSameAddress(kept, usual ?? null) ? null : kept;
  const target = checkTarget({
    platform,
    deliveryMode: before.deliveryMode,
    protocol: protocol ?? null,
    url: url === undefined ? keep(before.url, ingest?.url) : url,
    backupUrl: backupUrl === undefined ? keep(before.backupUrl, ingest?.backupUrl) : backupUrl,
    hides,
  });
  if (command.publicOnly) checkArePublic(target);
  return target;
}

/** Opens what is kept for this destination as it was recorded. */
const boundTo = (recorded: Destination, seal: StreamIdSeal): StreamIdSeal => ({
  ...seal,
  unseal: (sealed) => seal.unseal(sealed, sealingTarget(recorded)),
});

function withSealedStreamId(destination: Destination, seal: StreamIdSeal): Destination {
  const { srt } = destination;
  return srt ? { ...destination, srt: { ...srt, ...keepStreamId(undefined, srt, seal) } } : destination;
}
