import { describe, expect, it } from 'vitest';
import { createKeyframeGate } from '../../../emulator/video/keyframe-gate.ts';
import { audioOnlyPmt, frame, keyframe, pat, pmt, sound } from '../../_kit/transport-stream.ts';

describe('a receiver that joins a running stream', () => {
  it('gets nothing before a keyframe, then the tables, then everything from the keyframe on', () => {
    const gate = createKeyframeGate();
    expect(gate.pass(Buffer.concat([frame(1), pat, pmt, sound(2), frame(3)]))).toBeNull();
    const passed = gate.pass(Buffer.concat([frame(4), keyframe(5), frame(6)]));
    expect(passed).toEqual(Buffer.concat([pat, pmt, keyframe(5), frame(6)]));
    expect(gate.pass(frame(7))).toEqual(frame(7));
  });

  it('waits for the tables where a keyframe comes before them', () => {
    const gate = createKeyframeGate();
    expect(gate.pass(keyframe(1))).toBeNull();
    expect(gate.pass(Buffer.concat([pat, pmt]))).toBeNull();
    expect(gate.pass(keyframe(2))).toEqual(Buffer.concat([pat, pmt, keyframe(2)]));
  });

  it('joins at sound where there is no picture', () => {
    const gate = createKeyframeGate();
    expect(gate.pass(Buffer.concat([pat, audioOnlyPmt, sound(1)]))).toEqual(
      Buffer.concat([pat, audioOnlyPmt, sound(1)]),
    );
  });

  it('joins anew at the next keyframe once shut', () => {
    const gate = createKeyframeGate();
    gate.pass(Buffer.concat([pat, pmt, keyframe(1)]));
    gate.shut();
    expect(gate.pass(frame(2))).toBeNull();
    expect(gate.pass(keyframe(3))).toEqual(Buffer.concat([pat, pmt, keyframe(3)]));
  });
});
