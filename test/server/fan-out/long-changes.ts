import { expect } from 'vitest';
import type { Message, Messages } from '../../_kit/messages.ts';
import { putOutput } from '../../pubsub/outputs.ts';
import type { startFollowed } from './followers.ts';
import { mostUnread } from './most-unread.ts';

interface Told {
  kind: string;
  id: string | null;
  name: string | null;
}

export const outputOf = (message: Message) => message.data?.['output'] as Told;
/** What was told of changes, one after the other. */
export const toldOf = (messages: Messages) =>
  messages.all.map(outputOf).filter(({ kind }) => kind !== 'BOOKMARK');
/** The numbers of the changes that were told. */
export const numbersOf = (messages: Messages) =>
  toldOf(messages).map(({ name }) => Number.parseInt(name ?? '', 10));
export const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

const long = 'x'.repeat(40_000);

/** Changes of one output, numbered from 1, so long that whoever does not read is soon too slow. */
export function startLongChanges({ store, metrics }: Awaited<ReturnType<typeof startFollowed>>) {
  let number = 0;
  const slowReaders = async () => (await metrics.slowReaders.get()).values[0]?.value;

  function change() {
    number += 1;
    return store.change(putOutput('one', 'flow-a', `${number} ${long}`));
  }

  return {
    last: () => number,
    isLast: (message: Message) => outputOf(message).name?.startsWith(`${number} `) === true,
    slowReaders,
    change,
    /** Changes until somebody is too slow, and twenty times more; `quick` reads along. */
    async flood(quick: Messages): Promise<void> {
      for (let more = 20; more > 0; ) {
        await change();
        await quick.next();
        expect(mostUnread()).toBeLessThan(1024 * 1024);
        if ((await slowReaders()) === 1) more -= 1;
        if (number > 2_000) throw new Error('Nobody became slow.');
      }
    },
  };
}
