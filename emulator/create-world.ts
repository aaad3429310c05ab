import type { EmulatorClock } from './clock.ts';
import type { AccountKeeper } from './keep-account.ts';
import { deriveAlerts } from './medialive/derive-alerts.ts';
import { settleMediaLive } from './medialive/settle-media-live.ts';
import type { Account, StoredFlow, World } from './world.ts';

export interface LiveWorld extends World {
  /** Called after every change of the account, e.g. to align video. */
  onChange(listener: () => void): void;
  /** Stops the timer that lets states settle by themselves. */
  close(): void;
}

/** The account in motion: states settle by the clock, and whatever follows from a change is derived at once. */
export function createWorld(options: {
  account: Account;
  region: string;
  clock: EmulatorClock;
  keeper: AccountKeeper;
}): LiveWorld {
  const { account, region, clock, keeper } = options;
  const listeners: (() => void)[] = [];
  let dirty = true;
  let keeping = Promise.resolve();
  let jitter = 0;
  let cancel = () => {};
  let closed = false;

  const world: LiveWorld = {
    account,
    region,
    accountId: '111122223333',
    now: () => clock.now(),
    duration(awsMs) {
      jitter += 1;
      const spread = ((jitter * 2_654_435_761) % 2 ** 32) / 2 ** 32;
      return Math.round(awsMs * account.settings.timeScale * (0.8 + 0.4 * spread));
    },
    settle() {
      const moved = [settleMediaLive(account, clock.now()), settleFlows(account.flows, clock.now())];
      if (moved.includes(true)) world.changed();
    },
    changed() {
      dirty = true;
      deriveAlerts(world);
      schedule();
      for (const listener of listeners) listener();
    },
    // Also who changed nothing waits for a write under way: what they saw must not be forgotten by a kill.
    commit() {
      if (dirty) {
        dirty = false;
        keeping = keeper.keep(account).catch((error: unknown) => {
          dirty = true;
          throw error;
        });
      }
      return keeping;
    },
    newId() {
      account.nextId += 1;
      return String(account.nextId);
    },
    onChange: (listener) => void listeners.push(listener),
    close() {
      closed = true;
      cancel();
    },
  };

  /** One timer for whatever settles next, so that it happens also when nobody asks. */
  function schedule(): void {
    cancel();
    const due = nextSettling(account);
    if (closed || due === null) return;
    cancel = clock.after(Math.max(0, due - clock.now()), () => world.settle());
  }

  schedule();
  return world;
}

function settleFlows(flows: Record<string, StoredFlow>, now: number): boolean {
  let moved = false;
  for (const flow of Object.values(flows)) {
    if (!flow.settling || flow.settling.at > now) continue;
    flow.state = flow.settling.to;
    flow.settling = null;
    moved = true;
  }
  return moved;
}

function nextSettling({ channels, inputs, flows }: Account): number | null {
  let next: number | null = null;
  for (const things of [channels, inputs, flows]) {
    for (const { settling } of Object.values(things)) {
      if (settling && (next === null || settling.at < next)) next = settling.at;
    }
  }
  return next;
}
