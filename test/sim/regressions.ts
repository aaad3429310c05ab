/** Seeds that failed once, and what they broke. */
export const regressions: readonly { seed: number; broke: string }[] = [
  { seed: 36, broke: 'a start is paid for only where somebody asked for it' },
];
