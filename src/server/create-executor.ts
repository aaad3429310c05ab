import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
} from 'graphql';
import { type Plan, type PlanArgs, planAnswer } from './plan-answer.ts';

export type Executor = (
  args: PlanArgs & Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'>,
) => ExecutionResult | Promise<ExecutionResult>;

/**
 * As graphql-js's `execute`, with the same answers. What has a plan is answered by it; what the plan cannot answer is asked
 * again from the start, which is free to do because what has a plan changes nothing.
 */
export function createExecutor(schema: GraphQLSchema): Executor {
  /** By document and operation, for as long as whoever parsed the document keeps it. */
  const plans = new WeakMap<DocumentNode, Map<string | null, Plan | null>>();

  return (args) => {
    const { document, operationName = null } = args;
    const known = plans.get(document) ?? new Map<string | null, Plan | null>();
    plans.set(document, known);
    let plan = known.get(operationName);
    if (plan === undefined) {
      plan = planAnswer(schema, document, operationName);
      known.set(operationName, plan);
    }
    return plan?.(args) ?? (execute(args) as ExecutionResult | Promise<ExecutionResult>);
  };
}
