import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import { fieldChanges } from '../observe-event.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';
import { checkKeyPlacement } from './check-key-placement.ts';
import { checkKeyUse } from './check-key-use.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { givenKey } from './key-matcher.ts';
import { refuse } from './refuse.ts';
import { shownFields } from './shown-fields.ts';
import { keyCandidates } from './url-parts.ts';
import { reconfigure } from './wish.ts';

export interface RotateStreamKeyCommand {
  id: string;
  expectedVersion: number | null;
  streamKey: { plain: string; sealed: string; fingerprint: string };
  apply: 'NEXT_START' | 'RESTART_NOW';
}

/**
 * Another stream key, used from the next start or, by a restart, from now on. The key it has already changes nothing.
 * @throws Refusal NOT_FOUND, VERSION_CONFLICT, INVALID_TRANSITION, INVALID_STREAM_KEY, KEY_IN_URL.
 */
export const rotateStreamKey =
  ({ id, expectedVersion, streamKey, apply }: RotateStreamKeyCommand, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const before = findDestination(state, id, caller, expectedVersion);
    if (before.desired === 'DELETED') {
      throw refuse('INVALID_TRANSITION', 'It is being deleted, so it cannot be changed.', 'id');
    }
    checkKeyUse(before.deliveryMode, streamKey.plain);
    const isKey = givenKey(streamKey.plain);
    for (const url of [before.url, before.backupUrl]) {
      if (url !== null && keyCandidates(url).some(isKey)) {
        throw refuse('KEY_IN_URL', 'This key is a part of the URL, which everybody can read.', 'streamKey');
      }
    }
    checkKeyPlacement(before, isKey);

    const { sealed, fingerprint } = streamKey;
    if (before.streamKey?.fingerprint === fingerprint) return nothing(before);
    const restart = apply === 'RESTART_NOW' && before.desired === 'RUNNING';
    const rotated: Destination = {
      ...before,
      streamKey: { sealed, fingerprint, setAt: now, version: (before.streamKey?.version ?? 0) + 1 },
    };
    const next = reconfigure(rotated, restart, now);
    const changes = fieldChanges(shownFields(before), shownFields(next));
    const message = `${next.name} has a new stream key${restart ? ' and restarts' : ''}.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, changes, now)],
      value: next,
    };
  };
