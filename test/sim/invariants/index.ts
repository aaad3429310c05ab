import type { Invariant, Sim } from '../sim.ts';
import { actsAreAnnounced } from './acts-are-announced.ts';
import { awaitedIsNoOrphan } from './awaited-is-no-orphan.ts';
import { changesFit } from './changes-fit.ts';
import { changesGetThrough } from './changes-get-through.ts';
import { deadlinesAreTold } from './deadlines-are-told.ts';
import { deletedLeavesNothing } from './deleted-leaves-nothing.ts';
import { foundAgain } from './found-again.ts';
import { goneIsGone } from './gone-is-gone.ts';
import { healthyStartsPromptly } from './healthy-starts-promptly.ts';
import { keysStayHidden } from './keys-stay-hidden.ts';
import { leadStays } from './lead-stays.ts';
import { logIsTheRecords } from './log-is-the-records.ts';
import { neverFoughtOver } from './never-fought-over.ts';
import { neverTwo } from './never-two.ts';
import { noAnswerLies } from './no-answer-lies.ts';
import { nothingWithoutOwner } from './nothing-without-owner.ts';
import { onAirAsAsked } from './on-air-as-asked.ts';
import { onlyCallersWish } from './only-callers-wish.ts';
import { othersUntouched } from './others-untouched.ts';
import { rowsKeepUp } from './rows-keep-up.ts';
import { runningStaysRunning } from './running-stays-running.ts';
import { startsAreBounded } from './starts-are-bounded.ts';
import { sweepWaits } from './sweep-waits.ts';
import { timeGoesForward } from './time-goes-forward.ts';
import { wishesComeTrue } from './wishes-come-true.ts';

/** Every promise, each looked after in each run. */
export const invariants: readonly ((sim: Sim) => Invariant)[] = [
  othersUntouched,
  keysStayHidden,
  neverTwo,
  actsAreAnnounced,
  awaitedIsNoOrphan,
  startsAreBounded,
  runningStaysRunning,
  nothingWithoutOwner,
  deletedLeavesNothing,
  wishesComeTrue,
  deadlinesAreTold,
  logIsTheRecords,
  changesFit,
  changesGetThrough,
  foundAgain,
  goneIsGone,
  healthyStartsPromptly,
  leadStays,
  neverFoughtOver,
  noAnswerLies,
  onAirAsAsked,
  onlyCallersWish,
  rowsKeepUp,
  sweepWaits,
  timeGoesForward,
];
