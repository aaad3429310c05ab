/** What becomes of the promises within a value is seen by whoever asks for it again: here nobody will handle them. */
export function silencePromises(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isPromise(value)) return void value.then(undefined, () => {});
  if (Array.isArray(value)) for (const item of value) silencePromises(item, seen);
  else if (isPlain(value)) for (const item of dataOf(value)) silencePromises(item, seen);
}

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What a getter would give is made only when it is read. */
const dataOf = (value: object): unknown[] =>
  Object.values(Object.getOwnPropertyDescriptors(value)).map((property) => property.value as unknown);
