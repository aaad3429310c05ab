import { randomUUID } from 'node:crypto';
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import { END, encodeCursor } from '../../domain/cursor.ts';
import type { Logger } from '../../logger.ts';
import type { LogStream } from '../../pubsub/stream.ts';
import type { ContextDeps } from '../../resolvers/context.ts';
import type { Executor } from '../create-executor.ts';
import type { Metrics } from '../metrics.ts';
import { inRequest } from '../request-scope.ts';
import type { Asked } from './asked.ts';
import { type Group, type GroupArgs, type Member, startGroup } from './group.ts';
import { type GroupKey, groupKeyOf } from './group-key.ts';
import { createPace } from './pace.ts';
import { createSharedContexts } from './shared-context.ts';
import { type SharedMessage, shareMessage } from './shared-message.ts';

export interface HubDeps {
  execute: Executor;
  contextDeps: ContextDeps;
  metrics: Metrics;
  mask(error: unknown): GraphQLError;
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
}

export interface Hub {
  /** For a stream that was made asking no more than `asked`. Null where there is nothing to share. */
  seatFor(args: ExecutionArgs, asked: Asked, stream: LogStream<unknown>): Seat | null;
  /** How many groups there are. */
  groups(): number;
  close(): void;
}

const rememberedAtMost = 10_000;

/**
 * Shared fan-out: those who subscribe to the same document with the same variables are answered together, once per event
 * for all for whom the answer does not differ.
 */
export function createHub(deps: HubDeps): Hub {
  const { contextDeps, metrics, log } = deps;
  const groups = new Map<string, Group>();
  const alone = new Set<string>();
  const pace = createPace();
  let closed = false;

  function open(key: GroupKey, args: ExecutionArgs, stream: LogStream<unknown>): Group {
    const { position, teller } = stream;
    const requestId = randomUUID();
    // No function in here names `args` or `stream`: what lives as long as the group would keep its founder's with them.
    const answer = createAnswerer(deps, { key, args, position, requestId }, () => {
      if (alone.size >= rememberedAtMost) alone.clear();
      alone.add(key.text);
    });
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
      let group: Group | undefined;
      return {
        take(member) {
          if (closed || alone.has(key.text)) return 'alone';
          group = groups.get(key.text) ?? open(key, args, stream);
          return group.join(stream.position, member, scope, stream.told) ? 'taken' : 'behind';
        },
        leave: (member) => group?.leave(member),
      };
    },
    groups: () => groups.size,
    close() {
      closed = true;
      for (const group of [...groups.values()]) group.close();
    },
  };
}

interface AnswererArgs {
  key: GroupKey;
  args: ExecutionArgs;
  position: number;
  requestId: string;
}

/** Executes a message as nobody in particular of those who answer as the one who is asked. */
function createAnswerer(
  { execute, contextDeps, metrics, mask }: HubDeps,
  { key: { cursorVariable }, args, position, requestId }: AnswererArgs,
  onPersonal: () => void,
): GroupArgs['answer'] {
  const { schema, document, operationName, variableValues } = args;
  const { incarnation } = contextDeps.store;
  // Of those who founded the group, too, not even the place they came from is left.
  const cursor = encodeCursor({ incarnation, position, index: END, snapshot: false });
  const variables =
    cursorVariable === null ? variableValues : { ...variableValues, [cursorVariable]: cursor };

  const contextFor = createSharedContexts(contextDeps, requestId);
  const executions = metrics.executions.labels('group');

  function render({ data, errors }: ExecutionResult, asked: Asked): SharedMessage | null {
    if (asked.personal) {
      onPersonal();
      return null;
    }
    if (!errors) return shareMessage({ data: data ?? null });
    const told = errors.map((error) => mask(error));
    return shareMessage({ ...(data !== undefined && { data }), errors: told });
  }

  return (rootValue, asked) => {
    executions.inc();
    const result = execute({
      schema,
      document,
      rootValue,
      contextValue: contextFor(asked),
      operationName: operationName ?? null,
      variableValues: variables ?? null,
    });
    return result instanceof Promise ? result.then((done) => render(done, asked)) : render(result, asked);
  };
}
