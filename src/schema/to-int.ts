const max = 2 ** 31 - 1;

/** A number as GraphQL's Int takes it: whole, and at most 2³¹−1. What AWS says may be more. */
export function toInt(value: number): number;
export function toInt(value: number | null): number | null;
export function toInt(value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return Math.max(-max - 1, Math.min(max, Math.round(value)));
}
