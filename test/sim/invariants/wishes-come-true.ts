import type { Destination } from '../../../src/domain/records.ts';
import { createSecrets } from '../../../src/secrets.ts';
import { secretKey } from '../boot.ts';
import { isSentElsewhere, isSetInConsole } from '../console-edits.ts';
import { thingsOf } from '../hands.ts';
import { type Account, type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'every destination comes to its wish, or says truly why not';

/** What the world must have done for the engine to have given up for this kind of failure. */
const causes: Record<string, RegExp> = {
  INVALID: /422|CREATE_FAILED|UPDATE_FAILED|flow stops|console|very late|answered twice|lost|5xx after/,
  DENIED: /403/,
  CONFLICT: /409|console|very late|answered twice|lost|5xx after|pipeline/,
  SETBACK: /CREATE_FAILED|UPDATE_FAILED|console/,
  NOT_FOUND: /console deletes|very late|answered twice/,
};

const { fingerprint } = createSecrets(secretKey);

/** Whether AWS sends it where the record says, with the key that the record recognises and nothing of anybody else's. */
function isAsAsked(
  destination: Destination,
  config: Record<string, unknown>,
  { failures }: Account,
): boolean {
  const { url, streamKey, deliveryMode } = destination;
  if (isSetInConsole(config, destination)) return false;
  if (deliveryMode === 'FLOW_OUTPUT') {
    const { hostname, port } = new URL(url ?? '');
    return config['destination'] === hostname && String(config['port']) === port;
  }
  const [pushed] = config['destinations'] as { settings: { url: string; streamName: string }[] }[];
  const [setting] = pushed?.settings ?? [];
  // Nothing shows that a call which came when all had given it up has put an older key back.
  const rightKey = fingerprint(setting?.streamName ?? '') === streamKey?.fingerprint;
  return setting?.url === url && (rightKey || failures.has('aws very late'));
}

/** What AWS has for it at rest is what was asked for, or its reason is one that really was. */
export function wishesComeTrue(sim: Sim): Invariant {
  const { truth, accounts } = sim;

  function check(destination: Destination, account: Account): void {
    const { id, desired, condition, work } = destination;
    const things = thingsOf(sim, id);
    const channel = things.channels.find((one) => one.id === work.channel?.id);
    const output = things.outputs.find(({ arn }) => arn === work.output?.arn);
    const onAir = channel?.state === 'RUNNING' || output?.config['outputStatus'] === 'ENABLED';
    const config = (channel ?? output)?.config ?? {};
    const told = `${id} wishes ${desired}, is ${condition.status} ${condition.reason?.code ?? ''}, with ${JSON.stringify(work)}`;
    const broken = (why: string) =>
      new Violation(
        name,
        `${why} ${told}; AWS has ${channel?.state ?? output?.config['outputStatus'] ?? 'nothing'}`,
      );
    if (condition.stale) throw broken('It is stale.');
    if (desired === 'DELETED') throw broken('It is not gone.');
    if (desired === 'STOPPED') {
      // It was started again and again, and is left to whoever does so.
      const conceded = work.gaveUp && condition.reason?.code === 'GAVE_UP' && onAir;
      if (conceded && account.hands.has('console starts')) return;
      if (condition.status !== 'IDLE' || onAir) throw broken('It is not idle.');
      return;
    }
    if (condition.status === 'RUNNING') {
      if (!onAir) throw broken('It is not on air.');
      const asAsked = isAsAsked(destination, config, account);
      if (isSentElsewhere(config) || (!condition.pendingChanges && !asAsked)) {
        throw broken(`AWS sends it elsewhere: ${JSON.stringify(config)}.`);
      }
      // What was not asked for when it was made may have been set just before.
      const made = (work.channel ?? work.output)?.configVersion === destination.configVersion;
      if (made && isSetInConsole(config, destination) && !condition.reason) {
        throw broken('Nobody tells of the edit.');
      }
      return;
    }
    const isEdited = condition.reason?.code === 'INVALID_CONFIGURATION' && !work.failure;
    if (isEdited && onAir && isSetInConsole(config, destination)) return;
    const frozen = sim.faults.counts.has('stop process');
    // What a process did that was frozen before it sent it, and what comes when all have given it up, cannot be told
    // from someone else's deed, but is said.
    if (isEdited && onAir && (frozen || account.failures.has('aws very late'))) return;
    if (work.lost) {
      // An act of our own that comes after everyone has given up on it cannot be told from someone else's.
      const met = [...account.hands, ...account.failures].join();
      const lateActs = /console|flow|very late|answered twice/.test(met) || frozen;
      if (!lateActs) throw broken('Nobody took it.');
      return;
    }
    if (!work.gaveUp) throw broken('It is neither on air nor given up.');
    const cause = causes[work.failure?.kind ?? ''];
    // Whoever was made later met with it, too.
    const flow = sim.faults.counts.has('flow stops') ? ['flow stops'] : [];
    const met = [...account.failures, ...account.hands, ...flow].join();
    if (!cause?.test(met)) throw broken(`It met with ${met || 'nothing'}, not with ${work.failure?.kind}.`);
    if (onAir) throw broken('It gave up and is on air.');
  }

  return {
    name,
    atRest() {
      for (const destination of truth.state.all('destination')) {
        const account = accounts.get(destination.id);
        if (account) check(destination, account);
      }
    },
  };
}
