/**
 * A whole text message as a server puts it on a WebSocket (RFC 6455, 5.2: one final frame, opcode 1, unmasked), made of
 * a front, shared bytes and the brace that closes them. A character each byte, to be written as `latin1`.
 */
export function textFrame(front: string, shared: string): string {
  return `${header(front.length + shared.length + 1)}${front}${shared}}`;
}

const final = '\x81';

function header(length: number): string {
  if (length < 126) return final + String.fromCharCode(length);
  if (length < 65_536) return final + String.fromCharCode(126, length >> 8, length & 0xff);
  const bytes = Buffer.alloc(9);
  bytes[0] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return final + bytes.toString('latin1');
}
