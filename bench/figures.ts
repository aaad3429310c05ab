/** The keys of `npm run bench -- --json`, all of them and in order. Public: others compare runs by them. */
export const figureKeys = [
  ...['200', '1000', '5000'].map((size) => `fanout.cpuVsRaw.${size}`),
  ...['200', '1000', '5000'].map((size) => `fanout.cpuVsYoga.${size}`),
  ...['200', '1000', '5000'].map((size) => `fanout.p99VsRaw.${size}`),
  'fanout.groups100.cpuVsRaw.1000',
  'fanout.ownScope.cpuVsRaw.1000',
  'fanout.heapKbPerConn.5000',
  'fanout.maxStallMs.5000',
  'list50.rpsVsYoga',
  'list50.rpsVsMercuriusJit',
  'list50.uncached.rpsVsYoga',
  'list50.uncached.rpsVsMercuriusJit',
  ...['10', '100', '1000'].map((count) => `aws.callsPerMinute.settled.${count}`),
  ...['10', '100', '1000'].map((count) => `aws.callsPerMinute.moving.${count}`),
  'change.p50Ms.hint',
  'change.p50Ms.poll',
  'log.appendsPerSecond',
  ...['1', '3'].map((processes) => `log.appendsPerSecond.${processes}`),
  ...['1', '3'].map((processes) => `log.editP99Ms.${processes}`),
] as const;

export type Figures = Map<string, number>;

/** The figures under their keys, in order. @throws Error naming the keys that are missing or unknown. */
export function toJson(figures: Figures): Record<string, number> {
  const missing = figureKeys.filter((key) => !Number.isFinite(figures.get(key)));
  const unknown = [...figures.keys()].filter((key) => !figureKeys.includes(key));
  if (missing.length + unknown.length > 0) {
    throw new Error(
      `Figures missing: ${missing.join(', ') || 'none'}; unknown: ${unknown.join(', ') || 'none'}.`,
    );
  }
  return Object.fromEntries(figureKeys.map((key) => [key, rounded(figures.get(key) ?? 0)]));
}

/** Three digits that count are more than a run can tell. */
export const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
