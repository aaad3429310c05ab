import type { DeniedRequest } from './denial.ts';
import { denialEvent } from './denial-event.ts';
import type { LogEvent } from './log.ts';

interface Counted {
  last: DeniedRequest;
  /** After the first, which has a record of its own. */
  repeats: number;
}

/**
 * Counts the denials of an hour, alike ones together, so that nobody can fill the log: the first is recorded at once, its
 * repeats and all that is beyond the bound when the hour is over. Callers without a known token take half of it at most.
 */
export class DenialCounts {
  private readonly counted = new Map<string, Counted>();
  private anonymous = 0;
  private beyond = 0;
  private readonly most: number;

  /** `recordsPerHour`: two for each kind of denial, and one for all that is beyond. */
  constructor(recordsPerHour: number) {
    this.most = Math.floor((recordsPerHour - 1) / 2);
  }

  /** Counts one, and returns its record where it is the first of its kind. */
  add(denied: DeniedRequest, at: string): LogEvent | null {
    const key = keyOf(denied);
    const known = this.counted.get(key);
    if (known) {
      known.repeats += 1;
      known.last = denied;
      return null;
    }
    if (!this.hasRoom(denied)) {
      this.beyond += 1;
      return null;
    }
    if (denied.actor === null) this.anonymous += 1;
    this.counted.set(key, { last: denied, repeats: 0 });
    return denialEvent(denied, 1, false, at);
  }

  /** Ends the hour: returns the records of what has none yet, and counts afresh. */
  end(at: string): LogEvent[] {
    const repeated = [...this.counted.values()].filter(({ repeats }) => repeats > 0);
    const events = repeated.map(({ last, repeats }) => denialEvent(last, repeats, true, at));
    if (this.beyond > 0) events.push(denialEvent(others, this.beyond, false, at));
    this.counted.clear();
    this.anonymous = 0;
    this.beyond = 0;
    return events;
  }

  private hasRoom({ actor }: DeniedRequest): boolean {
    if (this.counted.size >= this.most) return false;
    return actor !== null || this.anonymous < Math.ceil(this.most / 2);
  }
}

/** Of a caller without a known token, all failures of one reason count together: what he shows is his to choose. */
const keyOf = ({ actor, actorId, address, reason, code, operation }: DeniedRequest): string =>
  JSON.stringify([actorId ?? actor, address, reason, code, operation]);

const others: DeniedRequest = {
  ...{ actor: 'lunora', actorId: null, requestId: null },
  ...{ reason: 'OTHERS', code: null, operation: null, address: null },
};
