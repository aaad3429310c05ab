import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'what is on air goes where it was asked to';

/** At rest, what AWS has of a destination that runs without pending changes names the place that its record names. */
export function onAirAsAsked(sim: Sim): Invariant {
  return {
    name,
    atRest() {
      for (const { id, url, condition, work } of sim.truth.state.all('destination')) {
        if (condition.status !== 'RUNNING' || condition.pendingChanges || url === null) continue;
        const { channels, outputs } = thingsOf(sim, id);
        const channel = channels.find((one) => one.id === work.channel?.id);
        const output = outputs.find(({ arn }) => arn === work.output?.arn);
        const sends = JSON.stringify(channel?.config['destinations'] ?? output?.config ?? null);
        if (sends.includes(new URL(url).hostname)) continue;
        throw new Violation(name, `${id} is to go to ${url}, and AWS sends ${sends}.`);
      }
    },
  };
}
