import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { LogStream } from '../pubsub/stream.ts';
import { createContext } from '../resolvers/context.ts';
import type { ApiContext } from './api-context.ts';
import type { Executor } from './create-executor.ts';
import { dropUndeclared } from './drop-undeclared.ts';
import { Asked } from './fan-out/asked.ts';
import { type Follower, follow } from './fan-out/follow.ts';
import type { Hub } from './fan-out/hub.ts';
import { apiError } from './mask-error.ts';
import type { OperationHoldings } from './operation-holdings.ts';

export interface DeliverDeps {
  execute: Executor;
  hub: Hub;
  holdings: OperationHoldings;
}

type Results = AsyncIterableIterator<ExecutionResult, undefined>;
const end = { done: true, value: undefined } as const;

/**
 * Subscribes. What is the same for others is answered for all of them at once, by the hub; each answer has a context of
 * its own, so that no loader outlives it. A stream that breaks says so in a last result instead of throwing; over HTTP
 * it ends when its token stops counting.
 */
export async function deliver(asked: ExecutionArgs, deps: DeliverDeps): Promise<Results | ExecutionResult> {
  const context = withoutRequest(asked.contextValue as ApiContext);
  const args: ExecutionArgs = { ...asked, contextValue: context };
  dropUndeclared(args);
  const held = deps.holdings.hold(context.session.key, args, context.requestBytes);
  if (held instanceof GraphQLError) return { errors: [held] };
  const viewer = new Asked(context.viewer);
  const contextValue: ApiContext = {
    ...context,
    viewer: viewer.viewer,
    actor: viewer.actor(context.actor),
  };
  let delivery: Delivery | null = null;
  try {
    const source = await createSourceEventStream({ ...args, contextValue });
    if (!(Symbol.asyncIterator in source)) return source;
    delivery = new Delivery(args, { ...deps, letGo: held }, source[Symbol.asyncIterator](), viewer);
  } finally {
    if (!delivery) held();
  }
  try {
    delivery.open();
  } catch (error) {
    await delivery.return();
    return { errors: [toGraphQLError(error)] };
  }
  return delivery;
}

/** Over HTTP the context names the request, which nothing of a stream reads. */
function withoutRequest(context: ApiContext & { request?: unknown; params?: unknown }): ApiContext {
  const { request: _request, params: _params, ...rest } = context;
  return rest;
}

class Delivery implements Results {
  private readonly context: ApiContext;
  private readonly follower: Follower;
  private lastWord: ExecutionResult | null = null;
  private left = false;
  private leave = () => {};

  constructor(
    private readonly args: ExecutionArgs,
    /** `letGo`: says that nothing is kept for it any more. */
    private readonly deps: DeliverDeps & { letGo(): void },
    private readonly events: AsyncIterator<unknown>,
    asked: Asked,
  ) {
    this.context = args.contextValue as ApiContext;
    this.follower = this.toFollower(asked);
    this.context.metrics.subscriptions.inc();
  }

  /** @throws GraphQLError when no stream may be opened here */
  open(): void {
    this.leave = this.context.keepStream((reason) => {
      if (reason === 'EXPIRED' || reason === 'REVOKED') {
        this.lastWord = { errors: [apiError('UNAUTHENTICATED', 'The token does not count any more.')] };
      } else {
        this.context.cut();
        this.finish();
      }
      void this.stop();
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.left) return end;
    try {
      const value = await this.follower.next();
      if (value && !this.lastWord) return { done: false, value };
    } catch (error) {
      this.lastWord = { errors: [toGraphQLError(error)] };
    }
    this.finish();
    return this.lastWord ? { done: false, value: this.lastWord } : end;
  }

  async return(): Promise<typeof end> {
    this.finish();
    await this.stop();
    return end;
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  private toFollower(asked: Asked): Follower {
    const { args, events } = this;
    const answer = (message: unknown) => this.answer(message);
    const { sink } = this.context;
    const seat = isLogStream(events) ? this.deps.hub.seatFor(args, asked, events) : null;
    if (isLogStream(events) && seat && sink) return follow({ stream: events, seat, answer, sink });
    return {
      async next() {
        const { done, value } = await events.next();
        return done ? null : answer(value);
      },
      close() {},
    };
  }

  private answer(rootValue: unknown): ExecutionResult | Promise<ExecutionResult> {
    const { contextDeps, viewer, requestId, metrics } = this.context;
    metrics.delivered.inc();
    metrics.executions.inc({ for: 'one' });
    const contextValue = createContext(contextDeps, viewer, requestId);
    return this.deps.execute({ ...this.args, rootValue, contextValue });
  }

  private finish(): void {
    if (this.left) return;
    this.left = true;
    this.leave();
    this.deps.letGo();
    this.context.metrics.subscriptions.dec();
  }

  private async stop(): Promise<void> {
    this.follower.close();
    await this.events.return?.();
  }
}

const isLogStream = (stream: object): stream is LogStream<unknown> => 'nextKnown' in stream;

const toGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('The stream broke.', {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });
