import { expect, it } from 'vitest';
import { type RecordChange, watch } from '../../../src/pubsub/watch.ts';
import { type Follower, follow } from '../../../src/server/fan-out/follow.ts';
import { startGroup } from '../../../src/server/fan-out/group.ts';
import { createPace } from '../../../src/server/fan-out/pace.ts';
import { shareMessage } from '../../../src/server/fan-out/shared-message.ts';
import { settled } from '../../_kit/manual-clock.ts';
import { openLog, putOutput } from '../../pubsub/outputs.ts';

it.each([0, 1, 2, 3])(
  'goes on by itself just where it stopped to take, after %i of one step',
  async (takes) => {
    const log = await openLog();
    const stream = watch(log, { type: 'output' });
    const idOf = (message: unknown) => ({ data: { id: (message as RecordChange<'output'>).id } });
    const group = startGroup({
      ...{ deps: log, position: 0, teller: stream.teller, pace: createPace(), count() {}, onEnd() {} },
      answer: (message) => shareMessage(idOf(message)),
    });
    const shared: unknown[] = [];
    const follower: Follower = follow({
      stream,
      seat: {
        take: (member) =>
          group.join(stream.position, member, { role: 'VIEWER', flowIds: null }) ? 'taken' : 'behind',
        leave: group.leave,
        answer: () => Promise.resolve(null),
      },
      answer: idOf,
      sink: (owner) => ({
        took: null,
        take({ result }, at) {
          if (shared.length === takes) return false;
          this.took = at;
          return shared.push(result.data?.['id']) > 0;
        },
        release: (place) => owner.release(place),
        room: () => null,
        ready: () => null,
        rest() {},
        shift: () => null,
        tell: ({ result }) => result,
        flushed: () => null,
        limit: (result) => result,
      }),
    });
    // There is nothing yet, and this says so.
    expect(await follower.next()).toEqual({ data: { id: null } });
    const next = follower.next();
    await settled();
    await Promise.all(['one', 'two', 'three', 'four'].map((id) => log.store.change(putOutput(id, 'flow-a'))));
    const alone = [await next];
    while (shared.length + alone.length < 4) alone.push(await follower.next());
    expect([...shared, ...alone.map((result) => result?.data?.['id'])]).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
    expect(shared).toHaveLength(takes);
    expect(log.store.state.position).toBe(1);
    follower.close();
    group.close();
    await stream.return?.();
  },
);
