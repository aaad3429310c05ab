import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { countValues } from './count-values.ts';
import { costError } from './mask-error.ts';
import { type Plan, type PlanArgs, planAnswer } from './plan-answer.ts';
import { ValuesExceeded } from './values-exceeded.ts';

export type Executor = (
  args: PlanArgs & Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'>,
) => ExecutionResult | Promise<ExecutionResult>;

/** A message of a subscription may have this part of the values of an answer: it is made at every change. */
const messagePart = 10;

/**
 * As graphql-js's `execute`, with the same answers, but for one of more than `maxValues`, which is ended. What has a plan is
 * answered by it; what the plan cannot answer is asked again from the start, as what has a plan changes nothing.
 */
export function createExecutor(schema: GraphQLSchema, maxValues = Number.POSITIVE_INFINITY): Executor {
  /** By operation, for as long as whoever parsed its document keeps it. */
  const plans = new WeakMap<OperationDefinitionNode, Plan | null>();
  const executeCounted = countValues(schema);
  const maxOf = ({ operation }: OperationDefinitionNode): number =>
    operation === OperationTypeNode.SUBSCRIPTION ? Math.ceil(maxValues / messagePart) : maxValues;

  return (args) => {
    const { document, operationName = null } = args;
    const operation = getOperationAST(document, operationName);
    if (!operation) return execute(args) as ExecutionResult;
    let plan = plans.get(operation);
    if (plan === undefined) {
      plan = planAnswer(schema, document, operationName);
      plans.set(operation, plan);
    }
    const max = maxOf(operation);
    const end = (error: unknown): ExecutionResult => {
      if (error instanceof ValuesExceeded) return tooManyValues(max);
      throw error;
    };
    try {
      const result = plan?.(args, max) ?? executeCounted(args, max);
      return result instanceof Promise ? result.catch(end) : result;
    } catch (error) {
      return end(error);
    }
  };
}

const tooManyValues = (maxValues: number): ExecutionResult => ({
  errors: [
    costError(
      `The answer has more than ${maxValues} values and was ended. Ask for smaller pages or fewer lists within lists.`,
      { maxValues },
    ),
  ],
});
