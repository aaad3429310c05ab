/** Seeds that failed once, and what they broke. */
export const regressions: readonly { seed: number; broke: string }[] = [
  { seed: 36, broke: 'a start is paid for only where somebody asked for it' },
  { seed: 213, broke: 'a start is paid for only where somebody asked for it' },
  { seed: 306, broke: 'every destination comes to its wish, or says truly why not' },
  { seed: 184, broke: 'every destination comes to its wish, or says truly why not' },
  { seed: 10230, broke: 'every destination comes to its wish, or says truly why not' },
  { seed: 693, broke: 'what is recorded of a channel never goes back in time' },
  { seed: 61643, broke: 'what is recorded of a channel never goes back in time' },
  { seed: 391, broke: 'what is recorded of a channel never goes back in time' },
  { seed: 4031, broke: 'every destination comes to its wish, or says truly why not' },
  { seed: 16462, broke: 'every destination comes to its wish, or says truly why not' },
  { seed: 2751, broke: 'every destination comes to its wish, or says truly why not' },
  { seed: 3032, broke: 'what is recorded of a channel never goes back in time' },
  { seed: 15447, broke: 'what is recorded of a channel never goes back in time' },
];
