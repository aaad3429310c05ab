/** How Lunora is set up to be measured. */
export interface LunoraArgs {
  destinations: number;
  /** So many tokens, each of a permission scope of its own. */
  scopes: number;
  /** False: every query is executed. */
  keepAnswers?: boolean;
  /** How shared messages are put on sockets: frames built by hand unless it says otherwise. */
  frames?: 'built' | 'send';
}
