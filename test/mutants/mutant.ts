/** A deliberate bug: what it breaks, and how it gets into the source. */
export interface Mutant {
  /** In a few words, as it stands in the table. */
  name: string;
  /** What goes wrong with it, in a sentence. */
  breaks: string;
  /** Seeds whose world shows it, tried before the others. */
  first?: readonly number[];
  /** More than one where another guard alone would stop it. */
  edits: readonly Edit[];
}

export interface Edit {
  /** From the root of the repository. */
  file: string;
  /** Stands there exactly once. */
  find: string;
  replace: string;
}
