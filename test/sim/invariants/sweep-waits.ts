import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'what has no owner is left alone for five minutes';

const graceMs = 5 * 60_000;
/** What is decided at one moment may stand in the log only that much later. */
const appendedWithinMs = 60_000;
/** A call that went out while a record owned its target may be repeated after that has gone. */
const repeatedWithinMs = 60_000;
const removals = /^(StopChannel|DeleteChannel|DeleteInput|RemoveFlowOutput)$/;

/** Nothing is stopped or removed without an owner before the log has called it an orphan for as long as the grace period. */
export function sweepWaits(sim: Sim): Invariant {
  const { truth, scheduler, faults, aws } = sim;
  /** Since when the log calls it so, by its id at AWS. */
  const noted = new Map<string, number>();
  const sentAt = new Map<string, number>();
  /** A process that starts has only the log's own instants to go by, and a clock that was set may have dated them. */
  const mayBeMisdated = (name: string, since: number) =>
    ['clock jump', 'clock set', 'clock wrong at the start'].some((fault) => faults.counts.has(fault)) &&
    sim.processes().some(({ process }) => process.name === name && process.bornAt > since);

  return {
    name,
    onEntry({ changes }) {
      for (const { type, id, kind } of changes) {
        if (type !== 'orphan') continue;
        const subject = id.slice(id.indexOf(' ') + 1);
        if (kind === 'DELETED') noted.delete(subject);
        else if (kind === 'CREATED') noted.set(subject, scheduler.now());
      }
    },
    onSend({ operation, params, process }) {
      if (!removals.test(operation)) return;
      const target = params['OutputArn'] ?? params['ChannelId'] ?? params['InputId'] ?? '';
      const call = `${process} ${operation} ${target}`;
      const now = scheduler.now();
      const owned = [...truth.state.all('destination')].some(({ work }) =>
        [work.channel?.id, work.input?.id, work.output?.arn].includes(target),
      );
      if (owned) sentAt.set(call, now);
      if (owned || now - (sentAt.get(call) ?? Number.NEGATIVE_INFINITY) < repeatedWithinMs) return;
      // An act that was announced while a record owned its target may come when that has long gone, and does nothing.
      if (isGone(aws, target)) return;
      const since = noted.get(target);
      const waitedMs = since === undefined ? 0 : now - since;
      if (waitedMs + appendedWithinMs >= graceMs) return;
      if (since !== undefined && mayBeMisdated(process, since)) return;
      throw new Violation(
        name,
        `${process} sends ${operation} for ${target}, known for ${waitedMs} ms to have no owner.`,
      );
    },
  };
}

function isGone({ world: { account }, ...aws }: Sim['aws'], target: string): boolean {
  const thing = account.channels[target] ?? account.inputs[target];
  const output = account.flows[aws.flowArn]?.outputs.some(({ arn }) => arn === target);
  return thing ? thing.state === 'DELETED' : !output;
}
