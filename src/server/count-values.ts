import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { mapResolvers, type Resolver } from './map-resolvers.ts';
import { ValuesExceeded } from './values-exceeded.ts';

interface Run {
  valuesLeft: number;
  ended: boolean;
  onEnd(): void;
}

/** As graphql-js's `execute`. @throws ValuesExceeded, also by the promise, when the answer has more than `maxValues` */
export type CountingExecute = (
  args: ExecutionArgs,
  maxValues: number,
) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Executes by graphql-js, which cannot be stopped, so that it stops: fields and list items are counted as they are
 * resolved. Introspection is not counted: no record makes it longer.
 */
export function countValues(schema: GraphQLSchema): CountingExecute {
  /** By the values of variables, which graphql-js makes anew for each execution. */
  const runs = new WeakMap<object, Run>();
  /** Of the execution that begins: its first resolver is called before `execute` returns. */
  let beginning: Run | null = null;

  const counting = mapResolvers(schema, (resolve) => {
    const counted: Resolver = (parent, args, context, info) => {
      const run = runs.get(info.variableValues) ?? beginning;
      if (!run) return resolve(parent, args, context, info);
      if (run.ended) return neverSettled();
      runs.set(info.variableValues, run);
      count(run, 1);
      const value: unknown = resolve(parent, args, context, info);
      if (value instanceof Promise) return countLater(run, value);
      if (Array.isArray(value)) count(run, value.length);
      return value;
    };
    return counted;
  });

  return (args, maxValues) => {
    const run: Run = { valuesLeft: maxValues, ended: false, onEnd() {} };
    beginning = run;
    let result: unknown;
    try {
      result = execute({ ...args, schema: counting });
    } finally {
      beginning = null;
    }
    if (run.ended) throw new ValuesExceeded();
    if (!(result instanceof Promise)) return result as ExecutionResult;
    const end = new Promise<never>((_resolve, reject) => {
      run.onEnd = () => reject(new ValuesExceeded());
    });
    return Promise.race([result as Promise<ExecutionResult>, end]);
  };
}

function count(run: Run, values: number): void {
  run.valuesLeft -= values;
  if (run.valuesLeft >= 0) return;
  run.ended = true;
  run.onEnd();
  throw new ValuesExceeded();
}

/** Whoever waits for it after the end waits for nothing: what it would reject with, nobody would handle. */
const countLater = (run: Run, promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      if (run.ended) return neverSettled();
      if (Array.isArray(value)) count(run, value.length);
      return value;
    },
    (error: unknown) => {
      if (run.ended) return neverSettled();
      throw error;
    },
  );

const neverSettled = () => new Promise<never>(() => {});
