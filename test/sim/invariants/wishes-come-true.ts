import type { Destination } from '../../../src/domain/records.ts';
import { thingsOf } from '../hands.ts';
import { type Account, type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'every destination comes to its wish, or says truly why not';

/** What the world must have done for the engine to have given up for this kind of failure. */
const causes: Record<string, RegExp> = {
  INVALID: /422|CREATE_FAILED|UPDATE_FAILED|flow stops|console|very late|answered twice|lost|5xx after/,
  DENIED: /403/,
  CONFLICT: /409|console|very late|answered twice|lost|5xx after|pipeline/,
  NOT_FOUND: /console deletes|very late|answered twice/,
};

/** What AWS has for it at rest is what was asked for, or its reason is one that really was. */
export function wishesComeTrue(sim: Sim): Invariant {
  const { truth, accounts } = sim;

  function check(destination: Destination, account: Account): void {
    const { id, desired, condition, work } = destination;
    const things = thingsOf(sim, id);
    const channel = things.channels.find((one) => one.id === work.channel?.id);
    const output = things.outputs.find(({ arn }) => arn === work.output?.arn);
    const onAir = channel?.state === 'RUNNING' || output?.config['outputStatus'] === 'ENABLED';
    const told = `${id} wishes ${desired}, is ${condition.status} ${condition.reason?.code ?? ''}, with ${JSON.stringify(work)}`;
    const broken = (why: string) =>
      new Violation(
        name,
        `${why} ${told}; AWS has ${channel?.state ?? output?.config['outputStatus'] ?? 'nothing'}`,
      );
    if (condition.stale) throw broken('It is stale.');
    if (desired === 'DELETED') throw broken('It is not gone.');
    if (desired === 'STOPPED') {
      if (condition.status !== 'IDLE' || onAir) throw broken('It is not idle.');
      return;
    }
    if (condition.status === 'RUNNING') {
      if (!onAir) throw broken('It is not on air.');
      return;
    }
    if (work.lost) {
      if (![...account.hands].some((hand) => /console|flow/.test(hand))) throw broken('Nobody took it.');
      return;
    }
    if (!work.gaveUp) throw broken('It is neither on air nor given up.');
    const cause = causes[work.failure?.kind ?? ''];
    const met = [...account.failures, ...account.hands].join();
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
