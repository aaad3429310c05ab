import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createPacketQueue } from '../../../emulator/video/packet-queue.ts';
import { frame, keyframe, pat, pmt } from '../../_kit/transport-stream.ts';

/** A reader that takes what it is given only when told to. */
function createSlowReader() {
  const taken: Buffer[] = [];
  let release: (() => void) | null = null;
  const reader = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk);
      release = done;
    },
  });
  return {
    reader,
    taken,
    /** Takes one write, and lets the queue see it. */
    async take() {
      release?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a queue toward a reader that does not drain', () => {
  it('keeps a bounded amount, and joins again at a keyframe after what it lost', async () => {
    const { reader, taken, take } = createSlowReader();
    const queue = createPacketQueue(reader);
    queue.add(Buffer.concat([pat, pmt, keyframe(1)]));
    const megabyte = Buffer.concat(Array.from({ length: 5_600 }, () => frame(2)));
    for (let second = 0; second < 20; second += 1) queue.add(megabyte);
    expect(reader.writableLength).toBeLessThan(10_000);

    await take();
    queue.add(frame(3));
    queue.add(keyframe(4));
    await take();
    expect(taken).toEqual([Buffer.concat([pat, pmt, keyframe(1)]), Buffer.concat([pat, pmt, keyframe(4)])]);
  });

  it('passes everything on in order to one that keeps up', async () => {
    const { reader, taken, take } = createSlowReader();
    const queue = createPacketQueue(reader);
    queue.add(Buffer.concat([pat, pmt, keyframe(1)]));
    queue.add(frame(2));
    queue.add(frame(3));
    for (let write = 0; write < 3; write += 1) await take();
    expect(taken).toEqual([Buffer.concat([pat, pmt, keyframe(1)]), frame(2), frame(3)]);
  });

  it('forgets a reader that has ended', () => {
    const { reader } = createSlowReader();
    const queue = createPacketQueue(reader);
    reader.destroy();
    expect(() => queue.add(Buffer.concat([pat, pmt, keyframe(1)]))).not.toThrow();
  });
});
