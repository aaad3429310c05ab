import { expect, it } from 'vitest';
import * as ws from 'ws';
import { textFrame } from '../../../src/server/fan-out/frame.ts';
import { toBytes } from '../../../src/server/fan-out/shared-message.ts';

/** What a WebSocket client reads of the bytes. */
function read(bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const { Receiver } = ws as unknown as { Receiver: new (options: object) => NodeJS.WritableStream };
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (data: Buffer) => resolve(String(data)));
    receiver.on('error', reject);
    receiver.write(bytes);
  });
}

it.each([0, 1, 114, 115, 116, 117, 1_000, 65_524, 65_525, 65_526, 65_527, 200_000])(
  'is read as what was meant, with %d characters',
  async (length) => {
    const text = 'x'.repeat(length);
    const frame = Buffer.from(textFrame('{"id":"1":', text), 'latin1');
    expect(await read(frame)).toBe(`{"id":"1":${text}`);
  },
);

it.each(['é', 'ﬀ', '🎬', '\u0080', '\u2028'])('carries %s, in front and within', async (sign) => {
  for (const text of [sign, `${sign.repeat(60)}`, `${'x'.repeat(124)}${sign}`]) {
    const frame = Buffer.from(textFrame(toBytes(sign), toBytes(text)), 'latin1');
    expect(await read(frame)).toBe(`${sign}${text}`);
  }
});
