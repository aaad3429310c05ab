/**
 * What an event gives reason to look at. Events may be lost, late, doubled or in any order, so none of them is taken
 * for a fact about what AWS now is.
 */
export type Hint =
  /** A channel went to another state. */
  | { about: 'channel'; id: string }
  /** An alert of a channel was set or cleared. */
  | { about: 'alerts'; id: string }
  /** A flow, its source or an output of it changed. */
  | { about: 'flow'; arn: string }
  /** Somebody receives an output, or does not: what no look can tell. */
  | { about: 'delivery'; flowArn: string; outputArn: string; connected: boolean; at: string };
