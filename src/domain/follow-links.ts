import { place } from './change.ts';
import { linkedDigest, type WatchedType } from './linked-digest.ts';
import type { Change } from './log.ts';
import { mediaLiveEye } from './observe-eye.ts';
import type { Destination, Records, RecordType } from './records.ts';
import { DraftState, type State } from './state.ts';

/** The types of records that get a new image here; destinations get theirs with their condition. */
type LinkedType = Exclude<WatchedType, 'destination'>;

/** An entry is bounded: of the records that share what changed, so many follow in it; the leader refreshes the others. */
const followers = 10;

/**
 * New images of the channels, outputs and flows of which something is shown that lives in a changed record, with the
 * flow each belongs to now and belonged to before.
 */
export function followLinks(before: State, after: State, changes: readonly Change[]): Change[] {
  const draft = new DraftState(after);
  const touched = touchedBy(before, after, changes);
  const found: Change[] = [];
  let shared = 0;

  function refresh(type: LinkedType, id: string, isShared: boolean): boolean {
    const record = draft.get(type, id);
    if (!record) return false;
    const linked = linkedDigest(draft, type, record);
    if (linked === record.linked || (isShared && shared >= followers)) return false;
    if (isShared) shared += 1;
    const change = place(before, draft, type, { ...record, linked } as Records[LinkedType]) as Change;
    draft.apply([change]);
    found.push(change);
    return true;
  }

  for (const [id, isShared] of touched.channel) refresh('channel', id, isShared);
  for (const [id, isShared] of touched.output) {
    const flowId = draft.get('output', id)?.flowId;
    if (refresh('output', id, isShared) && flowId) touched.flow.set(flowId, false);
  }
  for (const [id, isShared] of touched.flow) refresh('flow', id, isShared);
  return found;
}

/** By type, the ids of the records to look at; true: they share what changed with many. */
type Touched = Record<LinkedType, Map<string, boolean>>;

function touchedBy(before: State, after: State, changes: readonly Change[]): Touched {
  const touched: Touched = { channel: new Map(), output: new Map(), flow: new Map() };
  const touch: Touch = (type, id, isShared = false) => {
    if (id) touched[type].set(id, isShared && touched[type].get(id) !== false);
  };
  for (const { type, id } of changes) touchers[type]?.({ id, before, after, touch });
  return touched;
}

interface TouchArgs {
  /** The record that changed. */
  id: string;
  before: State;
  after: State;
  touch: Touch;
}

/** By the type of a changed record: touches every record of which something is shown that lives in it. */
const touchers: { [T in RecordType]?: (args: TouchArgs) => void } = {
  channel: ({ id, touch }) => touch('channel', id),
  output({ id, before, after, touch }) {
    touch('output', id);
    for (const state of [before, after]) touch('flow', state.get('output', id)?.flowId);
  },
  flow: touchFlow,
  input({ id, after, touch }) {
    for (const channel of after.where('channel', 'input', id)) touch('channel', channel.id);
  },
  destination: ({ id, before, after, touch }) =>
    touchLinks(before.get('destination', id), after.get('destination', id), touch),
  eye({ id, before, after, touch }) {
    if (before.get('eye', id)?.stale !== after.get('eye', id)?.stale) touchSeen(after, id, touch);
  },
};

/** A flow that came or went shows on the channels it feeds too. */
function touchFlow({ id, before, after, touch }: TouchArgs): void {
  touch('flow', id);
  if (before.get('flow', id) && after.get('flow', id)) return;
  for (const input of after.where('input', 'flow', id)) {
    for (const channel of after.where('channel', 'input', input.id)) touch('channel', channel.id, true);
  }
}

type Touch = (type: LinkedType, id: string | null | undefined, isShared?: boolean) => void;

function touchLinks(before: Destination | undefined, after: Destination | undefined, touch: Touch): void {
  const links = [before, after].map((destination) => ({
    flow: destination?.flowId,
    channel: destination?.work.channel?.id,
    output: destination?.work.output?.arn,
  }));
  const [was, is] = links;
  const moved = was?.flow !== is?.flow;
  for (const type of ['flow', 'channel', 'output'] as const) {
    if (!moved && was?.[type] === is?.[type]) continue;
    for (const link of links) touch(type, link[type]);
  }
}

/** What an eye sees, by whether it can be seen at present. */
function touchSeen(state: State, eyeId: string, touch: Touch): void {
  if (eyeId === mediaLiveEye) {
    for (const { id } of state.all('channel')) touch('channel', id, true);
    return;
  }
  touch('flow', eyeId);
  for (const { id } of state.where('output', 'flow', eyeId)) touch('output', id, true);
}
