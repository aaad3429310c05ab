import { put } from '../../../src/domain/change.ts';
import type { Caller } from '../../../src/domain/commands/caller.ts';
import {
  type CreateDestinationCommand,
  createDestination,
} from '../../../src/domain/commands/create-destination.ts';
import type { StreamIdSeal } from '../../../src/domain/commands/keep-stream-id.ts';
import type { Decide, Decision } from '../../../src/domain/decision.ts';
import { Refusal } from '../../../src/domain/errors.ts';
import { findConsequences } from '../../../src/domain/find-consequences.ts';
import { builtInPresets } from '../../../src/domain/presets.ts';
import type { Channel, Destination, Flow, Input } from '../../../src/domain/records.ts';
import { createRedactor } from '../../../src/domain/redaction/create-redactor.ts';
import { DraftState, FoldedState } from '../../../src/domain/state.ts';
import { flowArn, seenChannel, seenFlow, seenInput } from '../seen.ts';

export { flowArn };
export const now = '2026-11-21T08:00:00.000Z';
export const otherFlowArn = `${flowArn}-other`;
export const plainKey = 'abcd-1234-efgh-5678';
export const anyone: Caller = {
  actor: { name: 'ann', type: 'TOKEN', requestId: 'request-1' },
  flowIds: null,
};
export const limited: Caller = { ...anyone, flowIds: [otherFlowArn] };

/** Stands for the HMAC. */
export const fingerprint = (text: string): string => `fp:${[...text].reverse().join('')}`;
/** Stands for sealing. */
export const streamIds: StreamIdSeal = {
  seal: (text) => ({ sealed: `sealed:${fingerprint(text)}`, fingerprint: fingerprint(text) }),
  unseal: (sealed) => [...sealed.slice('sealed:fp:'.length)].reverse().join(''),
  fingerprint,
};
/** What commands need to keep secrets: here none is kept yet. */
export const keeping = { streamIds, redact: String };
/** As `keeping`, where these secrets are kept. */
export function keepingAlso(...secrets: string[]) {
  const { hold, redact } = createRedactor();
  hold('kept', secrets);
  return { streamIds, redact };
}

export const sealed = (plain: string) => ({ plain, sealed: 'sealed', fingerprint: fingerprint(plain) });

export const flow = (more: Partial<Flow> = {}): Flow => {
  const { outputs: _, ...seen } = seenFlow();
  return {
    ...seen,
    id: seen.arn,
    stateSince: now,
    acted: null,
    wish: null,
    wishFailure: null,
    costPerHour: '0',
    ...more,
  };
};

export const channel = (more: Partial<Channel> = {}): Channel => ({
  ...seenChannel(),
  role: 'PRIMARY',
  playbackUrl: null,
  alerts: [],
  alertsReadAt: null,
  stateSince: now,
  acted: null,
  wish: null,
  costPerHour: '0',
  ...more,
});

export const input = (more: Partial<Input> = {}): Input => ({ ...seenInput(), acted: null, ...more });

export function newState(): FoldedState {
  const state = new FoldedState();
  state.put('flow', flowArn, flow());
  for (const preset of builtInPresets) state.put('preset', preset.id, preset);
  return state;
}

/** Decides, and lets the state show it with what follows from it, as the store does. */
export function ask<R>(state: FoldedState, decide: Decide<R>, at = now): Decision<R> {
  const decision = decide(state, at);
  const after = new DraftState(state);
  after.apply(decision.changes);
  const more = findConsequences(after, decision.changes, at, state);
  state.fold([...decision.changes, ...more.changes], state.position + 1);
  return decision;
}

/** The codes and paths of a refusal. */
export function refusals(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.userErrors.map(({ code, path }) => `${code} ${path?.slice(1).join('.')}`);
  }
  return [];
}

export const creation = (more: Partial<CreateDestinationCommand> = {}): CreateDestinationCommand => ({
  id: 'd1',
  name: 'Main stage',
  platform: 'YOUTUBE',
  deliveryMode: 'DEDICATED_CHANNEL',
  url: null,
  protocol: null,
  backupUrl: null,
  streamKey: sealed(plainKey),
  srt: null,
  presetId: null,
  flowId: null,
  defaultFlowId: null,
  tags: [],
  retryPolicy: null,
  ...keeping,
  ...more,
});

export const srtCreation = (more: Partial<CreateDestinationCommand> = {}): CreateDestinationCommand =>
  creation({
    id: 's1',
    name: 'Venue',
    platform: 'CUSTOM',
    deliveryMode: 'FLOW_OUTPUT',
    url: 'srt://srt.example.com:9000',
    streamKey: null,
    ...more,
  });

/** A state with one destination in it. */
export function withDestination(more: Partial<Destination> = {}, command = creation()) {
  const state = newState();
  ask(state, createDestination(command, anyone));
  const created = state.get('destination', command.id);
  if (!created) throw new Error('It was not created.');
  state.fold([put(state, 'destination', { ...created, ...more })], state.position);
  return { state, current: () => state.get('destination', command.id) as Destination };
}
