import type { Condition, Work } from './records.ts';

/** The engine's part of a destination nothing was done for yet. */
export const newWork: Work = {
  generation: 1,
  input: null,
  channel: null,
  output: null,
  act: null,
  attempt: 0,
  nextRetryAt: null,
  failure: null,
  gaveUp: false,
  lost: false,
};

/** The condition of a destination before its consequences were found. */
export const newCondition: Condition = {
  status: 'IDLE',
  reason: null,
  health: { source: 'UNKNOWN', encoder: 'OFF', delivery: 'OFF' },
  stale: false,
  billing: false,
  costPerHour: '0.0000',
  costComplete: true,
  pendingChanges: false,
  transition: null,
  idleSince: null,
  ran: false,
};
