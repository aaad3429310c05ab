import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sender, startSender } from '../../../emulator/video/start-sender.ts';
import type { WantedRtmpPush } from '../../../emulator/video/wanted-streams.ts';
import { requireTool } from '../../_kit/require-tool.ts';

const soon = { timeout: 20_000, interval: 50 };

describe.skipIf(!requireTool('ffmpeg'))('a push to a server that fails', { timeout: 30_000 }, () => {
  const closing: (() => unknown)[] = [];
  let sample: Buffer | null = null;

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A server that counts who comes and does as told with them. */
  async function startBadServer(treat: 'hangUp' | 'saysNothing') {
    let visits = 0;
    const server: Server = createServer((socket) => {
      visits += 1;
      socket.on('error', () => {});
      if (treat === 'hangUp') socket.destroy();
      else closing.push(() => socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    return { url: `rtmp://127.0.0.1:${port}/live`, visits: () => visits };
  }

  /** A sender that is fed a stream again and again, as fast as an encoder would. */
  function startFedSender(change: Partial<WantedRtmpPush> & { url: string }) {
    sample ??= execFileSync(
      'ffmpeg',
      '-loglevel error -f lavfi -i testsrc2=size=160x90:rate=25 -t 3 -c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p -f mpegts pipe:1'.split(
        ' ',
      ),
    );
    const stream = sample;
    const reports: [boolean, string][] = [];
    const sender: Sender = startSender(
      {
        kind: 'rtmp',
        flowArn: 'flow',
        channelId: '42',
        destinationId: 'd1',
        streamName: 'fake-key',
        retryIntervalMs: 50,
        retries: 2,
        restartDelayMs: 0,
        ...change,
      },
      (delivering, reason) => reports.push([delivering, reason]),
    );
    const feed = setInterval(() => sender.packets(stream), 100);
    closing.unshift(async () => {
      clearInterval(feed);
      await sender.close();
    });
    return { reports };
  }

  it('is retried as often as the channel says, and after that again only where it has a restart delay', async () => {
    const forever = await startBadServer('hangUp');
    const limited = await startBadServer('hangUp');
    const never = startFedSender({ url: limited.url });
    startFedSender({ url: forever.url, restartDelayMs: 200 });
    await expect.poll(() => limited.visits(), soon).toBe(3);
    await expect.poll(() => forever.visits(), soon).toBeGreaterThanOrEqual(7);
    expect(limited.visits()).toBe(3);
    expect(never.reports).toHaveLength(1);
    expect(never.reports[0]?.[0]).toBe(false);
    expect(never.reports[0]?.[1]).not.toContain('fake-key');
  });

  it('fails too where the server takes the connection and says nothing', async () => {
    const { url } = await startBadServer('saysNothing');
    const { reports } = startFedSender({ url });
    await expect.poll(() => reports, soon).toEqual([[false, expect.stringContaining('stopped taking data')]]);
  });
});
