import { z } from 'zod';

export const faultInput = z.strictObject({
  service: z.enum(['medialive', 'mediaconnect', 'servicequotas']).optional(),
  operation: z.string().min(1).optional(),
  kind: z.enum([
    'throttle',
    'error',
    'lostRequest',
    'lostAnswer',
    'delay',
    'badEnd',
    // Strange answers: the deed is done, and what is said of it is not so.
    'emptyAnswer',
    'notFound',
    'emptyPage',
    'repeatedToken',
  ]),
  probability: z.number().min(0).max(1).default(1),
  /** How often it fires before it is spent; without it, for ever. */
  count: z.int().positive().optional(),
  delayMs: z.number().nonnegative().max(600_000).default(1_000),
  status: z.int().min(400).max(599).default(500),
  code: z.string().min(1).optional(),
});

export interface Fault extends z.infer<typeof faultInput> {
  id: string;
  fired: number;
}

export interface Faults {
  arm(input: z.infer<typeof faultInput>): Fault;
  list(): Fault[];
  get(id: string): Fault | undefined;
  /** Whether there was one. */
  disarm(id: string): boolean;
  clear(): void;
  /** The first armed fault that strikes this call, counted as fired. */
  strike(service: string, operation: string): Fault | null;
}

/** Faults armed for coming calls. Kept in memory: a restart disarms them all. */
export function createFaults(random: () => number): Faults {
  const armed = new Map<string, Fault>();
  let next = 1;
  return {
    arm(input) {
      const fault = { ...input, id: String(next), fired: 0 };
      next += 1;
      armed.set(fault.id, fault);
      return fault;
    },
    list: () => [...armed.values()],
    get: (id) => armed.get(id),
    disarm: (id) => armed.delete(id),
    clear: () => armed.clear(),
    strike(service, operation) {
      for (const fault of armed.values()) {
        const spent = fault.count !== undefined && fault.fired >= fault.count;
        const meant = (fault.service ?? service) === service && (fault.operation ?? operation) === operation;
        if (spent || !meant || random() >= fault.probability) continue;
        fault.fired += 1;
        return fault;
      }
      return null;
    },
  };
}
