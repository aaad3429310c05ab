import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
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
  /** By operation, for as long as whoever parsed its document keeps it. */
  const plans = new WeakMap<OperationDefinitionNode, Plan | null>();

  return (args) => {
    const { document, operationName = null } = args;
    const operation = getOperationAST(document, operationName);
    let plan = operation ? plans.get(operation) : null;
    if (operation && plan === undefined) {
      plan = planAnswer(schema, document, operationName);
      plans.set(operation, plan);
    }
    return plan?.(args) ?? (execute(args) as ExecutionResult | Promise<ExecutionResult>);
  };
}
