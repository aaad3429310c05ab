import type { Rates } from '../domain/cost.ts';
import type { Records, RecordType } from '../domain/records.ts';
import type { Indexes, State } from '../domain/state.ts';

/** What an answer was made of: types of records, the log position itself, or things beyond the state. */
export type Read = RecordType | 'position' | 'beyond';

/** A state that notes what is read of it. */
export class TrackedState implements State {
  readonly reads = new Set<Read>();

  constructor(private readonly state: State) {}

  get position(): number {
    this.reads.add('position');
    return this.state.position;
  }

  get rates(): Rates {
    return this.state.rates;
  }

  get<T extends RecordType>(type: T, id: string): Records[T] | undefined {
    this.reads.add(type);
    return this.state.get(type, id);
  }

  all<T extends RecordType>(type: T): Iterable<Records[T]> {
    this.reads.add(type);
    return this.state.all(type);
  }

  where<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): Iterable<Records[T]> {
    this.reads.add(type);
    return this.state.where(type, index, key);
  }

  count<T extends keyof Indexes>(type: T, index: Indexes[T], key: string): number {
    this.reads.add(type);
    return this.state.count(type, index, key);
  }
}
