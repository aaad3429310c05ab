import { bindSecrets, type Rebind } from '../bind-secrets.ts';
import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import { fieldChanges } from '../observe-event.ts';
import type { Destination } from '../records.ts';
import { hidesAlso } from '../redaction/hides.ts';
import { applyEdit } from './apply-edit.ts';
import type { Caller } from './caller.ts';
import { checkKeyUse } from './check-key-use.ts';
import { type GivenKey, recordedKey } from './create-destination.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { refuse } from './refuse.ts';
import { shownFields } from './shown-fields.ts';

export interface RotateStreamKeyCommand {
  id: string;
  expectedVersion: number | null;
  streamKey: GivenKey;
  apply: 'NEXT_START' | 'RESTART_NOW';
  /** Binds secrets to where they are sent. Left out: the key is kept as it comes. */
  rebind?: Rebind | undefined;
}

/**
 * Another stream key, used from the next start or, by a restart, from now on. The key it has already changes nothing.
 * @throws Refusal NOT_FOUND, VERSION_CONFLICT, INVALID_TRANSITION, INVALID_STREAM_KEY, KEY_IN_URL.
 */
export const rotateStreamKey =
  (
    { id, expectedVersion, streamKey, apply, rebind }: RotateStreamKeyCommand,
    caller: Caller,
  ): Decide<Destination> =>
  (state, now) => {
    const before = findDestination(state, id, caller, expectedVersion);
    if (before.desired === 'DELETED') {
      throw refuse('INVALID_TRANSITION', 'It is being deleted, so it cannot be changed.', 'id');
    }
    checkKeyUse(before.deliveryMode, streamKey.plain);
    checkIsNotShown(before, streamKey.plain);

    if (before.streamKey?.fingerprint === streamKey.fingerprint) return nothing(before);
    const rotated: Destination = {
      ...before,
      streamKey: recordedKey(streamKey, now, (before.streamKey?.version ?? 0) + 1),
    };
    const { next, restart } = applyEdit(
      state,
      bindSecrets(rotated, before, rebind),
      { reconfigured: true, apply },
      now,
    );
    const changes = fieldChanges(shownFields(before), shownFields(next));
    const message = `${next.name} has a new stream key${restart ? ' and restarts' : ''}.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, changes, now)],
      value: next,
    };
  };

/** @throws Refusal when everybody can read the key already. */
function checkIsNotShown({ name, url, backupUrl, tags }: Destination, key: string): void {
  const hides = hidesAlso(String, [key]);
  if (hides(url ?? '') || hides(backupUrl ?? '')) {
    throw refuse('KEY_IN_URL', 'This key is a part of the URL, which everybody can read.', 'streamKey');
  }
  if (hides(name)) {
    throw refuse('INVALID_NAME', 'This key is in the name, which everybody can read.', 'streamKey');
  }
  if (tags.some((tag) => hides(tag.key) || hides(tag.value))) {
    throw refuse('INVALID_TAG', 'This key is in a tag, which everybody can read.', 'streamKey');
  }
}
