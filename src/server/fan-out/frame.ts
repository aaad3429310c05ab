/**
 * A whole text message as a server puts it on a WebSocket (RFC 6455, 5.2: one final frame, opcode 1, unmasked), made of
 * a front and shared bytes. A character each byte, to be written as `latin1`.
 */
export function textFrame(front: string, shared: string): string {
  const length = front.length + shared.length;
  // Most of those who share a message have fronts of one length.
  if (length !== last.length) last = { length, header: headerOf(length) };
  return last.header + front + shared;
}

const final = '\x81';
let last = { length: 0, header: `${final}\0` };

function headerOf(length: number): string {
  if (length < 126) return final + String.fromCharCode(length);
  if (length < 65_536) return final + String.fromCharCode(126, length >> 8, length & 0xff);
  const bytes = Buffer.alloc(9);
  bytes[0] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return final + bytes.toString('latin1');
}
