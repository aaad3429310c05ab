import { bindSecrets } from '../domain/bind-secrets.ts';
import { putQuietly } from '../domain/change.ts';
import { keepStreamId } from '../domain/commands/keep-stream-id.ts';
import type { Destination } from '../domain/records.ts';
import { sealedStreamIdOf } from '../domain/sealed-stream-id.ts';
import type { State } from '../domain/state.ts';
import type { Reseal, Revisit } from './deps.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

const everyMs = 60_000;
const atOnce = 25;

/** Seals again, some at a time, what another secret key or an older version has sealed. Leader only. */
export async function resealSecrets({ store, lease, log, reseal }: ReconcileDeps): Promise<Revisit> {
  if (!reseal || lease.epoch() === null) return null;
  // Each is tried once a visit: one that is never as it should be must not keep the log busy.
  const tried = new Set<string>();
  while (outdated(store.state, reseal, tried).length > 0) {
    const ids = await store.change((state) => {
      lease.check(state);
      const resealed = outdated(state, reseal, tried);
      const changes = resealed.map((destination) => putQuietly(state, 'destination', destination));
      return { changes, events: [], value: resealed.map(({ id }) => id) };
    });
    for (const id of ids) tried.add(id);
  }
  if (outdated(store.state, reseal).length === 0) await reseal.done();
  if (tried.size > 0) log.info({ count: tried.size }, 'secrets resealed');
  return { afterMs: everyMs };
}

const none: ReadonlySet<string> = new Set();

/** The first destinations whose secrets are to be sealed again, as they will be. */
function outdated(state: State, reseal: Reseal, except = none): Destination[] {
  const found: Destination[] = [];
  for (const destination of state.all('destination')) {
    const next = except.has(destination.id) ? destination : resealed(destination, reseal);
    if (next !== destination && found.push(next) === atOnce) break;
  }
  return found;
}

function resealed(destination: Destination, { rebind, streamIds }: Reseal): Destination {
  const seal = streamIds();
  const { srt } = destination;
  const kept = srt && seal && sealedStreamIdOf(srt) === null ? keepStreamId(undefined, srt, seal) : null;
  const sealed = srt && kept?.sealedStreamId ? { ...destination, srt: { ...srt, ...kept } } : destination;
  return bindSecrets(sealed, null, rebind);
}
