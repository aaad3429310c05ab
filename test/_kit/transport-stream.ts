import { packetBytes } from '../../emulator/video/keyframe-gate.ts';

export const videoPid = 256;
export const audioPid = 257;

/** A packet of a transport stream with one program: its payload begins a unit where `starts`. */
export function packet(
  pid: number,
  { starts = false, key = false, payload = [] as number[], mark = 0 } = {},
): Buffer {
  const bytes = Buffer.alloc(packetBytes, mark);
  bytes.writeUInt8(0x47, 0);
  bytes.writeUInt16BE((starts ? 0x4000 : 0) | pid, 1);
  bytes.writeUInt8(key ? 0x30 : 0x10, 3);
  if (key) Buffer.from([1, 0x40]).copy(bytes, 4);
  Buffer.from(payload).copy(bytes, key ? 6 : 4);
  return bytes;
}

/** The program association: program 1's map is at PID 4096. */
export const pat = packet(0, {
  starts: true,
  payload: [0, 0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0x00],
});

/** The program map: AAC first, then H.264, as a muxer may order them. */
export const pmt = packet(4096, {
  starts: true,
  payload: [0, 0x02, 0xb0, 23, 0, 1, 0xc1, 0, 0, 0xe1, 0x00, 0xf0, 0]
    .concat([0x0f, 0xe1, 0x01, 0xf0, 0])
    .concat([0x1b, 0xe1, 0x00, 0xf0, 0]),
});
export const audioOnlyPmt = packet(4096, {
  starts: true,
  payload: [0, 0x02, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 0x01, 0xf0, 0].concat([0x0f, 0xe1, 0x01, 0xf0, 0]),
});
export const keyframe = (mark = 0) => packet(videoPid, { starts: true, key: true, mark });
export const frame = (mark = 0) => packet(videoPid, { starts: true, mark });
export const sound = (mark = 0) => packet(audioPid, { starts: true, key: true, mark });
