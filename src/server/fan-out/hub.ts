import { randomUUID } from 'node:crypto';
import type { ExecutionArgs } from 'graphql';
import type { Logger } from '../../logger.ts';
import type { LogStream } from '../../pubsub/stream.ts';
import { inRequest } from '../request-scope.ts';
import { Asked, anyoneOf } from './asked.ts';
import { type AnswererDeps, createAnswerer } from './create-answerer.ts';
import { type Group, type GroupArgs, type Member, startGroup } from './group.ts';
import { type GroupKey, groupKeyOf } from './group-key.ts';
import { createPace } from './pace.ts';
import { createSharedAnswers } from './shared-answers.ts';
import type { SharedMessage } from './shared-message.ts';

export interface HubDeps extends AnswererDeps {
  log: Logger;
}

/** A subscription's way into the group of those who asked for the same. */
export interface Seat {
  /**
   * Puts it there if the group is just where its stream is. `behind`: the group is further on, so is the log;
   * `alone`: what it is told is nobody else's.
   */
  take(member: Member): 'taken' | 'behind' | 'alone';
  leave(member: Member): void;
  /**
   * Answers a message that this subscription is told before it joins, once for all who are told the same of the same
   * place. Null where that cannot be shared.
   */
  answer(message: unknown): Promise<SharedMessage | null>;
}

export interface Hub {
  /** For a stream that was made asking no more than `asked`. Null where there is nothing to share. */
  seatFor(args: ExecutionArgs, asked: Asked, stream: LogStream<unknown>): Seat | null;
  /** How many groups there are. */
  groups(): number;
  close(): void;
}

const rememberedAtMost = 10_000;
/** What a message to one subscriber costs the pace, beside its execution. */
const messageCost = 2;

/**
 * Shared fan-out: those who subscribe to the same document with the same variables are answered together, once per event
 * for all for whom the answer does not differ.
 */
export function createHub(deps: HubDeps): Hub {
  const { contextDeps, metrics, log } = deps;
  const groups = new Map<string, Group>();
  const alone = new Set<string>();
  const pace = createPace();
  const shared = createSharedAnswers(contextDeps.clock);
  let closed = false;

  const onPersonal = (key: GroupKey) => () => {
    if (alone.size >= rememberedAtMost) alone.clear();
    alone.add(key.text);
  };

  function open(key: GroupKey, args: ExecutionArgs, stream: LogStream<unknown>): Group {
    const { position, teller } = stream;
    const requestId = randomUUID();
    // No function in here names `args` or `stream`: what lives as long as the group would keep its founder's with them.
    const answer = createAnswerer(
      deps,
      { key, args, position, requestId, countedFor: 'group' },
      onPersonal(key),
    );
    // Whatever the group does it does as nobody's request.
    const group = inRequest(requestId, () =>
      startGroup({
        deps: contextDeps,
        position,
        teller,
        answer,
        pace,
        count: (deliveries) => metrics.delivered.inc(deliveries),
        onEnd(error) {
          if (groups.get(key.text) === group) groups.delete(key.text);
          metrics.groups.set(groups.size);
          if (error) log.warn({ err: error }, 'a group of subscribers broke; each goes on by itself');
        },
      }),
    );
    groups.set(key.text, group);
    metrics.groups.set(groups.size);
    return group;
  }

  return {
    seatFor(args, asked, stream) {
      const key = asked.personal ? null : groupKeyOf(args, asked.whole());
      if (!key) return null;
      const { scope } = asked;
      const scopeText = JSON.stringify([scope.role, scope.flowIds]);
      let group: Group | undefined;
      let execute: GroupArgs['answer'] | null = null;
      return {
        take(member) {
          if (closed || alone.has(key.text)) return 'alone';
          execute = null;
          group = groups.get(key.text) ?? open(key, args, stream);
          return group.join(stream.position, member, scope, stream.told) ? 'taken' : 'behind';
        },
        leave: (member) => group?.leave(member),
        async answer(message) {
          const cursor = cursorOf(message);
          if (closed || cursor === null || alone.has(key.text)) return null;
          const turn = pace.take(messageCost);
          if (turn) await turn;
          return shared.find(JSON.stringify([key.text, scopeText, cursor]), () => {
            const { position } = stream;
            const about = { key, args, position, requestId: randomUUID(), countedFor: 'snapshot' } as const;
            execute ??= createAnswerer(deps, about, onPersonal(key));
            return execute(message, new Asked(anyoneOf(scope)));
          });
        },
      };
    },
    groups: () => groups.size,
    close() {
      closed = true;
      shared.close();
      for (const group of [...groups.values()]) group.close();
    },
  };
}

/** The place of a message about a record: the same place, the same message. Null for others, which tell the time as well. */
function cursorOf(message: unknown): string | null {
  const { cursor, id } = message as { cursor?: unknown; id?: unknown };
  return typeof cursor === 'string' && typeof id === 'string' ? cursor : null;
}
