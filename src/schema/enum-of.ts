import { builder } from './builder.ts';

/** An enum whose values, each with its meaning, are exactly those of a union of the domain. */
export function enumOf<T extends string>(name: string, description: string, meanings: Record<T, string>) {
  const values = Object.fromEntries(
    Object.entries<string>(meanings).map(([value, meaning]) => [value, { description: meaning }]),
  ) as Record<T, { description: string }>;
  return builder.enumType(name, { description, values });
}
