/** Seeds that failed once, by what they broke. As the simulation grows a seed comes to tell another story. */
export const regressions: Readonly<Record<string, readonly number[]>> = {
  'a start is paid for only where somebody asked for it': [36, 213],
  'every destination comes to its wish, or says truly why not': [
    184, 306, 685, 1613, 2751, 3611, 3793, 4031, 6838, 7705, 10230, 10495, 11788, 13519, 15672, 16462, 18010,
    18166, 33001,
  ],
  'every retry succeeds when nothing fails': [20120],
  'what is recorded of a channel never goes back in time': [391, 693, 3032, 4116, 15447, 61643],
  'what somebody takes off air is not put back unasked': [11684],
};
