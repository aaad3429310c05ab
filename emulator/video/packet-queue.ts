import type { Writable } from 'node:stream';
import { createKeyframeGate } from './keyframe-gate.ts';

/** What may wait for one sender before all of it is dropped. */
const mostMs = 3_000;
const mostBytes = 8 * 1024 * 1024;

/**
 * Passes packets on to one reader, from a keyframe on. Memory is bounded by age and size: a reader that falls further
 * behind loses what waits for it, and joins again at a keyframe once it takes data.
 */
export function createPacketQueue(reader: Writable): { add(packets: Buffer): void } {
  const gate = createKeyframeGate();
  let waiting: { at: number; packets: Buffer }[] = [];
  let bytes = 0;
  let blocked = false;

  function drop(): void {
    waiting = [];
    bytes = 0;
    gate.shut();
  }

  function pump(): void {
    while (!blocked) {
      const next = waiting.shift();
      if (!next) return;
      bytes -= next.packets.length;
      blocked = !reader.write(next.packets);
    }
  }

  reader.on('drain', () => {
    blocked = false;
    pump();
  });

  return {
    add(packets) {
      if (!reader.writable) return;
      const passed = gate.pass(packets);
      if (!passed) return;
      const now = performance.now();
      waiting.push({ at: now, packets: passed });
      bytes += passed.length;
      pump();
      const oldest = waiting[0];
      if (oldest && (now - oldest.at > mostMs || bytes > mostBytes)) drop();
    },
  };
}
