import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Commands } from './answer-parent.ts';

const resolutionMs = 1;
const stalls = monitorEventLoopDelay({ resolution: resolutionMs });

/** What every measured server tells about itself. */
export const measureSelf = {
  /** CPU used so far, in microseconds, by the whole process. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** Bytes on the heap after a collection. */
  heap() {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  },
  watchStalls() {
    stalls.reset();
    stalls.enable();
  },
  /** The longest the event loop kept a timer waiting since `watchStalls`, in milliseconds. */
  longestStall() {
    stalls.disable();
    return Math.max(0, stalls.max / 1e6 - resolutionMs);
  },
} satisfies Commands;
