/** One call received by an emulated service. Status 0: the connection was cut before the deed. */
export interface Call {
  at: string;
  service: string;
  operation: string;
  status: number;
}

export interface Calls {
  note(call: Call): void;
  since(instant: string | null): Call[];
  clear(): void;
}

const kept = 100_000;

/** The latest calls, in the order they were answered. */
export function createCalls(): Calls {
  let calls: Call[] = [];
  return {
    note(call) {
      calls.push(call);
      if (calls.length > 2 * kept) calls = calls.slice(-kept);
    },
    since: (instant) => (instant === null ? calls.slice() : calls.filter(({ at }) => at >= instant)),
    clear() {
      calls = [];
    },
  };
}
