import {
  type FieldNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
} from 'graphql';
import { isPromise, silencePromises } from './silence-promises.ts';
import { ValuesExceeded } from './values-exceeded.ts';

type Path = GraphQLResolveInfo['path'];

/** What every field of one execution is told. */
export type Run = Pick<
  GraphQLResolveInfo,
  'schema' | 'fragments' | 'rootValue' | 'operation' | 'variableValues'
> & {
  contextValue: unknown;
  /** Values that may still be answered. */
  valuesLeft: number;
  /** What was given up and holds no promise any more that nobody handles. */
  silenced: Set<unknown>;
};

/** From what a resolver gave to what is answered. */
export type Complete = (value: unknown, run: Run, info: GraphQLResolveInfo, path: Path) => unknown;

export interface PlannedField {
  name: string;
  definition: GraphQLField<unknown, unknown>;
  nodes: readonly [FieldNode, ...FieldNode[]];
  resolve: NonNullable<GraphQLField<unknown, unknown>['resolve']>;
  takesArguments: boolean;
  parentType: GraphQLObjectType;
  complete: Complete;
}

/** Thrown where an answer is not what a plan can give. */
const handOver = new Error('This is for graphql-js to answer.');
/** Thrown where a resolver waits. */
export const waits = new Error('A resolver gave a promise.');

export const completeNonNull =
  (complete: Complete): Complete =>
  (value, run, info, path) => {
    const completed = complete(value, run, info, path);
    if (completed === null) throw handOver;
    return completed;
  };

export const completeLeaf =
  (type: GraphQLLeafType): Complete =>
  (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw handOver;
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw handOver;
    return serialized;
  };

export const completeList =
  (complete: Complete): Complete =>
  (value, run, info, path) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) throw handOver;
    try {
      count(run, value.length);
      const items: unknown[] = [];
      for (const item of value) {
        if (isPromise(item)) throw waits;
        items.push(complete(item, run, info, { prev: path, key: items.length, typename: undefined }));
      }
      return items;
    } catch (error) {
      silencePromises(value, run.silenced);
      throw error;
    }
  };

export const completeObject =
  (type: GraphQLObjectType, fields: readonly PlannedField[]): Complete =>
  (value, run, info, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw handOver;
    try {
      const isOfType = type.isTypeOf?.(value, run.contextValue, info) ?? true;
      if (isOfType === true) return answerFields(fields, value, run, path);
      silencePromises(isOfType, run.silenced);
      throw handOver;
    } catch (error) {
      silencePromises(value, run.silenced);
      throw error;
    }
  };

/** Answers an object's planned fields, in order. */
export function answerFields(
  fields: readonly PlannedField[],
  parent: unknown,
  run: Run,
  prev: Path | undefined,
): Record<string, unknown> {
  count(run, fields.length);
  const { schema, fragments, rootValue, operation, variableValues, contextValue } = run;
  const answer: Record<string, unknown> = {};
  for (const { name, definition, nodes, resolve, takesArguments, parentType, complete } of fields) {
    const path: Path = { prev, key: name, typename: parentType.name };
    // Written out, not spread: this is made for every field of an answer.
    const info: GraphQLResolveInfo = {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType,
      path,
      schema,
      fragments,
      rootValue,
      operation,
      variableValues,
    };
    const args = takesArguments ? getArgumentValues(definition, nodes[0], variableValues) : {};
    const value: unknown = resolve(parent, args, contextValue, info);
    if (isPromise(value)) {
      silencePromises(value, run.silenced);
      throw waits;
    }
    answer[name] = complete(value, run, info, path);
  }
  return answer;
}

function count(run: Run, values: number): void {
  run.valuesLeft -= values;
  if (run.valuesLeft < 0) throw new ValuesExceeded();
}
