/** MPEG-TS packets are of this many bytes. */
export const packetBytes = 188;

export interface KeyframeGate {
  /** What of these whole packets may pass: nothing until a keyframe, which then comes with the tables it needs. */
  pass(packets: Buffer): Buffer | null;
  /** Shuts until the next keyframe, after packets had to be dropped. */
  shut(): void;
}

/** Stream types of video in a program map: MPEG-1/2, MPEG-4, H.264, H.265. */
const videoTypes = new Set([0x01, 0x02, 0x10, 0x1b, 0x24]);

/**
 * Lets a receiver join a running MPEG transport stream where it can decode at once: at a random access point, after
 * the last PAT and PMT. Expects one program whose tables fit a packet each, which is what ffmpeg's muxer writes.
 */
export function createKeyframeGate(): KeyframeGate {
  let open = false;
  let pat: Buffer | null = null;
  let pmt: Buffer | null = null;
  let pmtPid = -1;
  let keyPid = -1;

  function look(packet: Buffer): boolean {
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const starts = (packet.readUInt8(1) & 0x40) !== 0;
    if (pid === 0 && starts) {
      pat = Buffer.from(packet);
      pmtPid = packet.readUInt16BE(tableStart(packet) + 10) & 0x1fff;
    } else if (pid === pmtPid && starts) {
      pmt = Buffer.from(packet);
      keyPid = keyPidOf(packet);
    }
    return pid === keyPid && starts && isRandomAccess(packet);
  }

  return {
    pass(packets) {
      if (open) return packets;
      for (let offset = 0; offset + packetBytes <= packets.length; offset += packetBytes) {
        if (!look(packets.subarray(offset, offset + packetBytes)) || !pat || !pmt) continue;
        open = true;
        return Buffer.concat([pat, pmt, packets.subarray(offset)]);
      }
      return null;
    },
    shut() {
      open = false;
    },
  };
}

/** Where a table begins in a packet: after the header, the adaptation field and the pointer field. */
function tableStart(packet: Buffer): number {
  const adapted = (packet.readUInt8(3) & 0x20) !== 0;
  const payload = 4 + (adapted ? 1 + packet.readUInt8(4) : 0);
  return payload + 1 + packet.readUInt8(payload);
}

/** The video's PID, or the first one's where there is no video. */
function keyPidOf(pmt: Buffer): number {
  const start = tableStart(pmt);
  const end = Math.min(start + 3 + (pmt.readUInt16BE(start + 1) & 0x0fff) - 4, pmt.length - 5);
  let first = -1;
  let at = start + 12 + (pmt.readUInt16BE(start + 10) & 0x0fff);
  while (at + 5 <= end) {
    const pid = pmt.readUInt16BE(at + 1) & 0x1fff;
    if (videoTypes.has(pmt.readUInt8(at))) return pid;
    if (first < 0) first = pid;
    at += 5 + (pmt.readUInt16BE(at + 3) & 0x0fff);
  }
  return first;
}

function isRandomAccess(packet: Buffer): boolean {
  const adapted = (packet.readUInt8(3) & 0x20) !== 0;
  return adapted && packet.readUInt8(4) > 0 && (packet.readUInt8(5) & 0x40) !== 0;
}
