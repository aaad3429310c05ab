import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { mapResolvers, type Resolver } from './map-resolvers.ts';
import { silencePromises } from './silence-promises.ts';
import { ValuesExceeded } from './values-exceeded.ts';

interface Run {
  valuesLeft: number;
  ended: boolean;
  /** What was given up and holds no promise any more that nobody handles. */
  silenced: Set<unknown>;
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
      if (run.ended) {
        silencePromises(parent, run.silenced);
        return neverSettled();
      }
      runs.set(info.variableValues, run);
      count(run, 1, parent);
      const value: unknown = resolve(parent, args, context, info);
      if (value instanceof Promise) return countLater(run, value);
      if (Array.isArray(value)) count(run, value.length, parent, value);
      return value;
    };
    return counted;
  });

  return (args, maxValues) => {
    const run: Run = { valuesLeft: maxValues, ended: false, silenced: new Set(), onEnd() {} };
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

/** `given`: what is read no further where this ends the run. */
function count(run: Run, values: number, ...given: unknown[]): void {
  run.valuesLeft -= values;
  if (run.valuesLeft >= 0) return;
  silencePromises(given, run.silenced);
  run.ended = true;
  run.onEnd();
  throw new ValuesExceeded();
}

/** Whoever waits for it after the end waits for nothing: what it would reject with, nobody would handle. */
const countLater = (run: Run, promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      if (run.ended) {
        silencePromises(value, run.silenced);
        return neverSettled();
      }
      if (Array.isArray(value)) count(run, value.length, value);
      return value;
    },
    (error: unknown) => {
      if (run.ended) return neverSettled();
      throw error;
    },
  );

const neverSettled = () => new Promise<never>(() => {});
