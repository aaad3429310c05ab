import { type ExecutionArgs, type GraphQLError, getOperationAST } from 'graphql';
import type { Clock } from '../clock.ts';
import { mutationCost } from '../resolvers/mutation/mutation-cost.ts';
import type { ApiContext, Carried } from './api-context.ts';
import { executedFields } from './executed-fields.ts';
import { createRateLimit } from './rate-limit.ts';
import { rateLimited } from './rate-limited.ts';

export interface OperationRates {
  /** Of one token, as are the queries a second. */
  mutationsPerSecond: number;
  queriesPerSecond: number;
  queriesPerSecondPerAddress: number;
}

export interface OperationLimits {
  /** Charges an operation that is about to be carried out, over whichever transport; the refusal if it may not be. */
  refuse(args: ExecutionArgs): GraphQLError | null;
  /** Charges a query whose answer is at hand; false if it may not be given. */
  mayGiveKept(session: NonNullable<Carried['session']>, address: string): boolean;
}

/**
 * What tokens and addresses may have carried out a second. A mutation costs the changes it asks for; a query, and the
 * opening of a subscription, the root fields it calls.
 */
export function createOperationLimits(clock: Clock, rates: OperationRates): OperationLimits {
  const mutations = createRateLimit(clock, { perSecond: rates.mutationsPerSecond });
  const queries = createRateLimit(clock, { perSecond: rates.queriesPerSecond });
  const perAddress = createRateLimit(clock, { perSecond: rates.queriesPerSecondPerAddress });

  function refuseMutation(args: ExecutionArgs, context: ApiContext): GraphQLError | null {
    const fields = executedFields(args);
    const cost = fields.reduce((sum, field) => sum + mutationCost(context, field.name, field.args), 0);
    // One call may be larger than what is granted at once, or all could never be stopped in one.
    const verdict = mutations.take(context.session.key, Math.max(1, cost), fields.length === 1);
    if (verdict.granted) return null;
    return cost > verdict.limit && fields.length > 1
      ? rateLimited(
          `An operation makes ${verdict.limit} changes at most; this one asks for ${cost}.`,
          verdict,
        )
      : rateLimited('Too many mutations. Wait and try again.', verdict);
  }

  function refuseQuery(key: string, address: string, cost: number): GraphQLError | null {
    const verdict = queries.take(key, cost, true);
    if (!verdict.granted) return rateLimited('Too many queries by this token. Wait and try again.', verdict);
    const ofAddress = perAddress.take(address, cost, true);
    if (ofAddress.granted) return null;
    return rateLimited('Too many queries from this address. Wait and try again.', ofAddress);
  }

  return {
    refuse(args) {
      const context = args.contextValue as ApiContext;
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation === 'mutation') return refuseMutation(args, context);
      const cost = Math.max(1, executedFields(args).length);
      return refuseQuery(context.session.key, context.address, cost);
    },
    mayGiveKept: ({ key }, address) => refuseQuery(key, address, 1) === null,
  };
}
