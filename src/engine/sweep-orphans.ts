import { AwsError } from '../aws/aws-error.ts';
import { instant } from '../clock.ts';
import {
  type Learnt,
  learnChannel,
  learnChannelRemoval,
  learnInputRemoval,
  learnOutputRemoval,
} from '../domain/answers.ts';
import { put } from '../domain/change.ts';
import { nothing } from '../domain/decision.ts';
import { type JudgedOrphan, judgeOrphan } from '../domain/judge-orphan.ts';
import { noteOrphans, orphanNoteId } from '../domain/note-orphans.ts';
import { findOrphans } from '../domain/orphans.ts';
import { orphanGraceMs } from '../domain/policy.ts';
import type { State } from '../domain/state.ts';
import type { Revisit } from './deps.ts';
import { lookUpReleased } from './look-up-released.ts';
import { callMs, mayAct } from './may-act.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import type { SweepLimit } from './sweep-limit.ts';

const sweepEveryMs = 60_000;

/**
 * Removes what this installation's records show that it made and let go, once it had no owner for the grace period: one
 * legal step each visit, in the order of removal. When it was first seen so is in the log. What it judges is what the
 * poller listed first; the owners are read from the table after, right before each act.
 */
export async function sweepOrphans(deps: ReconcileDeps, limit: SweepLimit): Promise<Revisit> {
  const { store, lease } = deps;
  if (lease.epoch() === null) return null;
  if (noteOrphans(store.state, store.installationId, instantOf(deps)).length > 0) {
    await store.change((state, now) => {
      lease.check(state);
      return { changes: noteOrphans(state, store.installationId, now), events: [], value: undefined };
    });
  }
  await lookUpReleased(deps, judged(deps));
  for (const orphan of judged(deps)) {
    if (!orphan.sweepable || graceLeftMs(deps, orphan) > 0) continue;
    const approved = deps.store.state.get('orphan', orphanNoteId(orphan))?.approved === true;
    if (!approved && !limit.allows(orphanNoteId(orphan))) continue;
    if (!(await mayAct(deps))) return { afterMs: 1_000 };
    const current = judgedNow(deps, orphan);
    if (current?.sweepable) await sweepOne(deps, current);
  }
  const graceMs = judged(deps).map((orphan) => graceLeftMs(deps, orphan));
  return { afterMs: Math.max(1, Math.min(sweepEveryMs, ...graceMs.filter((ms) => ms > 0))) };
}

/** Both the log's time and what this process saw pass must be over: a clock that is set forward ends no grace period. */
function graceLeftMs({ store, clock }: ReconcileDeps, orphan: JudgedOrphan): number {
  const { firstSeenAt, graceEndsAt } = orphan;
  if (firstSeenAt === null || graceEndsAt === null) return orphanGraceMs;
  const lastedMs = store.clock.elapsedMs(`orphan ${orphanNoteId(orphan)}`, firstSeenAt);
  return Math.max(Date.parse(graceEndsAt) - clock.now(), orphanGraceMs - lastedMs);
}

const instantOf = ({ clock }: ReconcileDeps) => instant(clock.now());

function judged(deps: ReconcileDeps): JudgedOrphan[] {
  const { state, installationId } = deps.store;
  const now = instantOf(deps);
  return findOrphans(state, installationId).map((orphan) => judgeOrphan(state, orphan, now));
}

const judgedNow = (deps: ReconcileDeps, orphan: JudgedOrphan) =>
  judged(deps).find((other) => orphanNoteId(other) === orphanNoteId(orphan));

async function sweepOne(deps: ReconcileDeps, orphan: JudgedOrphan): Promise<void> {
  const { log } = deps;
  const { type, id, name, step } = orphan;
  const told = { type, id, name, step };
  try {
    const learn = await act(deps, orphan);
    await record(deps, orphan, null, learn);
    log.info(told, 'orphan step taken');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ ...told, kind: error.kind, reason: error.message }, 'orphan step failed');
    await record(deps, orphan, error.message, () => ({ changes: [], events: [] }));
    if (error.kind === 'CONFLICT' || error.kind === 'NOT_FOUND') deps.lookNow();
  }
}

type Learn = (state: State, now: string) => Learnt;

/** One call to AWS; answers with how to record what it did. */
async function act(deps: ReconcileDeps, orphan: JudgedOrphan): Promise<Learn> {
  const { mediaLive, mediaConnect, lease } = deps;
  const { id, flowId, step } = orphan;
  const mayRepeat = () => {
    const current = judgedNow(deps, orphan);
    return lease.outlasts(callMs) && current?.sweepable === true && current.step === step;
  };
  switch (step) {
    case 'stopChannel': {
      const seen = await mediaLive.stopChannel(id, { mayRepeat });
      return (state, now) => learnChannel(state, seen, now);
    }
    case 'deleteChannel':
      await mediaLive.deleteChannel(id, { mayRepeat });
      return (state, now) => learnChannelRemoval(state, id, now);
    case 'deleteInput':
      await mediaLive.deleteInput(id, { mayRepeat });
      return (state, now) => learnInputRemoval(state, id, now);
    case 'removeOutput':
      await mediaConnect.removeOutput(flowId ?? '', id, { mayRepeat });
      return (state, now) => learnOutputRemoval(state, id, now);
    case 'wait':
      throw new Error('What waits is not swept.');
  }
}

/** What was learnt, and on the note how the try went. Nothing is written twice for the same failure. */
async function record(deps: ReconcileDeps, orphan: JudgedOrphan, failure: string | null, learn: Learn) {
  await deps.store.change((state, now) => {
    const note = state.get('orphan', orphanNoteId(orphan));
    const { changes, events } = learn(state, now);
    const same = !note || (note.failure === failure && !note.asked);
    if (same && changes.length === 0) return nothing(undefined);
    const noted = same ? [] : [put(state, 'orphan', { ...note, failure, asked: false })];
    return { changes: [...changes, ...noted], events, value: undefined };
  });
}
