import { AwsError } from '../aws/aws-error.ts';
import { nothing } from '../domain/decision.ts';
import { editBetween } from '../domain/edited.ts';
import { noteEdit } from '../domain/note-edit.ts';
import type { Destination } from '../domain/records.ts';
import { backingOf } from '../domain/situation.ts';
import type { Revisit } from './deps.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { settle } from './settle.ts';

/** After what AWS did not let us read. */
const readAgainMs = 30_000;

/** Reads how a channel is set up that somebody else has started. */
export async function readAgain(deps: ReconcileDeps, destination: Destination): Promise<Revisit> {
  const { store, lease } = deps;
  const { channel: before } = backingOf(store.state, destination);
  const digest = await digestOf(deps, destination);
  if (digest === null) {
    const revisit = await settle(deps, destination, 'settled');
    return { afterMs: Math.min(readAgainMs, revisit?.afterMs ?? readAgainMs) };
  }
  await store.change((state, now) => {
    lease.check(state);
    const current = state.get('destination', destination.id);
    const channel = current && backingOf(state, current).channel;
    const was = current?.work.channel?.startedAs?.digest;
    // Started once more meanwhile, it is read once more.
    if (!current || !channel || was == null || channel.runs !== before?.runs) return nothing(null);
    return noteEdit(state, current, channel, editBetween(was, digest), now);
  });
  return { afterMs: 0 };
}

/** How the channel is set up, to see whether someone changed it. What cannot be read keeps nothing off air. */
export async function digestOf(
  { mediaLive, log }: ReconcileDeps,
  { id, work }: Destination,
): Promise<string | null> {
  try {
    return work.channel?.id ? await mediaLive.channelDigest(work.channel.id) : null;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ destinationId: id, reason: error.message }, 'the settings of a channel could not be read');
    return null;
  }
}
