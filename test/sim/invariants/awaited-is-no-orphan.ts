import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'what a destination waits for is no orphan';

/** Nothing is called an orphan that a record has announced under this generation and not yet found. */
export function awaitedIsNoOrphan({ truth, aws }: Sim): Invariant {
  return {
    name,
    onEntry({ position, changes }) {
      for (const { type, id, kind } of changes) {
        if (type !== 'orphan' || kind !== 'CREATED') continue;
        const [part, subject = ''] = id.split(' ');
        if (part !== 'channel' && part !== 'input') continue;
        const { account } = aws.world;
        const { arn = '' } = account[`${part}s`][subject] ?? {};
        const tags = account.tags[arn] ?? {};
        const work = truth.state.get('destination', tags['lunora:destination'] ?? '')?.work;
        if (work?.[part]?.id !== null || String(work.generation) !== tags['lunora:generation']) continue;
        throw new Violation(name, `Entry ${position} calls ${arn} an orphan, which was announced.`);
      }
    },
  };
}
