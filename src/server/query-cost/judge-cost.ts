import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Measure } from '../../domain/list-lengths.ts';
import type { State } from '../../domain/state.ts';
import { BySelection } from '../by-selection.ts';
import { fragmentsOf } from '../fragments-of.ts';
import { apiError, costError } from '../mask-error.ts';
import { introspectionSizes } from './introspection-sizes.ts';
import { type CostPlan, costOf, itemsOf, planCost } from './plan-cost.ts';

export interface CostJudgeDeps {
  schema: GraphQLSchema;
  /** What one operation may cost. */
  maxCost: number;
  store: { readonly state: State };
}

export interface CostVerdict {
  /** Of a query or mutation as a whole; of one message of a subscription. */
  cost: number;
  /** Null where it may be executed. */
  refusal: GraphQLError | null;
}

export type CostJudge = (
  args: Pick<ExecutionArgs, 'document' | 'operationName' | 'variableValues'>,
) => CostVerdict;

/** A message of a subscription counts once for each record that it begins with, within these bounds. */
const messages = { atLeast: 10, atMost: 500 };
const free: CostVerdict = { cost: 0, refusal: null };

/** Costs operations before they are executed, by their page sizes and by the records as they are now. */
export function createCostJudge({ schema, maxCost, store }: CostJudgeDeps): CostJudge {
  const plans = new WeakMap<OperationDefinitionNode, BySelection<CostPlan>>();
  const sizes = introspectionSizes(schema);
  const measure = createMeasurer(store);

  function plansFor(document: DocumentNode, operation: OperationDefinitionNode): BySelection<CostPlan> {
    const known = plans.get(operation);
    if (known) return known;
    const fragments = fragmentsOf(document);
    const made = new BySelection(document, (variables) =>
      planCost({ schema, fragments, variables, sizes }, operation),
    );
    plans.set(operation, made);
    return made;
  }

  function planOrNull(...[document, operation, variables]: PlanParameters): CostPlan | null {
    try {
      return plansFor(document, operation).for(variables);
    } catch (error) {
      if (error instanceof GraphQLError) return null;
      throw error;
    }
  }

  return ({ document, operationName, variableValues }) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return free;
    const given = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
    // Refused by whoever executes it, before anything is.
    if (!given.coerced) return free;
    const plan = planOrNull(document, operation, given.coerced);
    if (!plan) return { cost: 0, refusal: nullCondition() };
    const run = { variables: given.coerced, measure };
    const cost = costOf(plan, run);
    const follows = operation.operation === OperationTypeNode.SUBSCRIPTION;
    const times = follows ? Math.min(Math.max(itemsOf(plan, run), messages.atLeast), messages.atMost) : 1;
    return { cost, refusal: cost * times > maxCost ? refuse(operation, cost, times, maxCost) : null };
  };
}

type PlanParameters = [DocumentNode, OperationDefinitionNode, Record<string, unknown>];

const nullCondition = () =>
  apiError('BAD_USER_INPUT', 'A variable that @skip or @include depends on must be true or false.');

function refuse(
  { operation }: OperationDefinitionNode,
  each: number,
  times: number,
  maxCost: number,
): GraphQLError {
  const cost = each * times;
  const sum = times === 1 ? '' : ` (${each} a message, ${times} messages)`;
  return costError(
    `The ${operation} costs up to ${cost}${sum}; ${maxCost} are allowed. Ask for smaller pages or fewer lists within lists.`,
    { cost, maxCost },
  );
}

/** Measures a state once for each log position. */
function createMeasurer(store: { readonly state: State }): (of: Measure) => number {
  const known = new Map<Measure, number>();
  let position = -1;
  return (of) => {
    const { state } = store;
    if (state.position !== position) {
      position = state.position;
      known.clear();
    }
    const found = known.get(of);
    if (found !== undefined) return found;
    const measured = of(state);
    known.set(of, measured);
    return measured;
  };
}
