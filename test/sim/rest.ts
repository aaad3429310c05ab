import { flowOf, isOurs } from './hands.ts';
import type { Sim } from './sim.ts';

const minuteMs = 60_000;
/** After faults have ceased: when what has to come to rest has done so at the latest. */
const restWithinMs = 45 * minuteMs;

/** Lets time pass until nothing moves any more; the grace periods and clean-up times are in it. */
export async function restOf(sim: Sim, broken: () => boolean): Promise<void> {
  const { scheduler } = sim;
  const since = scheduler.now();
  const goesOn = () => scheduler.now() < since + restWithinMs && !broken();
  await scheduler.run(minuteMs, broken);
  // In some seeds nobody asks, and the next look is as far away as it may be.
  if (sim.seed % 4 !== 3) askForLook(sim);
  let lastDeedAt = -1;
  // What settles by itself is seen with the next look only.
  let movedAt = since;
  const rests = () => {
    if (isMoving(sim)) movedAt = scheduler.now();
    return isSeen(sim, Math.max(movedAt, sim.lastDeedAt)) && isAtRest(sim);
  };
  // What reaches AWS late, while all looks settled, is waited for as well.
  while (goesOn() && sim.lastDeedAt !== lastDeedAt) {
    while (goesOn() && !rests()) await scheduler.run(15_000, broken);
    lastDeedAt = sim.lastDeedAt;
    await scheduler.run(30_000, broken);
  }
}

/** Somebody at a dashboard wants to see AWS as it is; where nobody can be asked, the next look is waited for. */
function askForLook(sim: Sim): void {
  for (const { lunora } of sim.processes()) Promise.resolve(lunora?.context.lookNow()).catch(() => {});
}

/** A look may have begun so long before the log tells of it. */
const lookMs = 20_000;

/** Whether AWS was looked at since: what befell it last is known only then. */
function isSeen({ truth, lookedAt }: Sim, since: number): boolean {
  return [...truth.state.all('eye')].every(({ id }) => (lookedAt.get(id) ?? 0) >= since + lookMs);
}

/** Whether anything at AWS is on its way to another state. */
function isMoving({ aws }: Sim): boolean {
  const { channels, inputs, flows } = aws.world.account;
  return [channels, inputs, flows].some((things) => Object.values(things).some(({ settling }) => settling));
}

function isAtRest(sim: Sim): boolean {
  const { truth, aws } = sim;
  const { channels, inputs, tags } = aws.world.account;
  if (isMoving(sim)) return false;
  const destinations = [...truth.state.all('destination')];
  for (const { condition, work, desired } of destinations) {
    if (desired === 'DELETED' || condition.transition || work.nextRetryAt || work.act || condition.stale)
      return false;
    // What was heard of a receiver counts for some minutes, and the event that it is well again may be lost.
    if (condition.idleSince || condition.reason?.code === 'DELIVERY_FAILED') return false;
  }
  const owned = new Set(destinations.flatMap(({ work }) => [work.input?.id, work.channel?.id]));
  const loose = [...Object.values(channels), ...Object.values(inputs)].filter(
    ({ id, arn, state }) => state !== 'DELETED' && isOurs(tags[arn]) && !owned.has(id),
  );
  const outputs = new Set(destinations.map(({ work }) => work.output?.arn));
  const looseOutputs = flowOf(aws).outputs.filter(
    ({ arn, name }) => name.startsWith('lunora-sim-') && !outputs.has(arn),
  );
  return loose.length === 0 && looseOutputs.length === 0;
}
