import type { Account, StoredInput } from '../world.ts';
import { alignInputs } from './attach-inputs.ts';
import { enterState } from './channel-state.ts';

/** Applies every settling due by `now` (ms since epoch) and forgets old tombstones. True when something moved. */
export function settleMediaLive(account: Account, now: number): boolean {
  const channels = settleChannels(account, now);
  const inputs = settleInputs(account, now);
  return forgetTombstones(account, now) || channels || inputs;
}

function settleChannels(account: Account, now: number): boolean {
  let moved = false;
  for (const channel of Object.values(account.channels)) {
    const { settling } = channel;
    if (!settling || settling.at > now) continue;
    enterState(channel, settling.to, settling.at, account.settings.listLagMs);
    channel.settling = null;
    moved = true;
    if (settling.to === 'RUNNING') {
      channel.failedPipelines = [];
      channel.runningSince ??= settling.at;
    }
    if (settling.to === 'DELETED') {
      channel.deletedAt = settling.at;
      alignInputs(account, channel);
    }
  }
  return moved;
}

function settleInputs(account: Account, now: number): boolean {
  let moved = false;
  for (const input of Object.values(account.inputs)) {
    const { settling } = input;
    if (!settling || settling.at > now) continue;
    input.state = settling.to;
    input.settling = null;
    if (settling.to === 'DELETED') input.deletedAt = settling.at;
    moved = true;
  }
  return moved;
}

/** A tombstone takes its tags and its idempotency token along. */
function forgetTombstones(account: Account, now: number): boolean {
  const { tombstoneMs } = account.settings.undocumented;
  const over = ({ deletedAt }: Pick<StoredInput, 'deletedAt'>) =>
    deletedAt !== null && now >= deletedAt + tombstoneMs;
  const channels = Object.values(account.channels).filter(over);
  const inputs = Object.values(account.inputs).filter(over);
  for (const { id } of channels) {
    delete account.channels[id];
    delete account.pushFailures[id];
  }
  for (const { id } of inputs) delete account.inputs[id];
  const gone = [...channels, ...inputs];
  for (const { arn } of gone) delete account.tags[arn];
  for (const [key, { id }] of Object.entries(account.requestIds)) {
    if (gone.some((thing) => thing.id === id)) delete account.requestIds[key];
  }
  return gone.length > 0;
}
