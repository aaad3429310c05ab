import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sender, startSender } from '../../../emulator/video/start-sender.ts';
import type { WantedRtmpPush } from '../../../emulator/video/wanted-streams.ts';
import { requireTool } from '../../_kit/require-tool.ts';
import { startRtmpServer } from '../../_kit/rtmp-server.ts';

const soon = { timeout: 20_000, interval: 50 };

describe.skipIf(!requireTool('ffmpeg'))('a push to a server that fails', { timeout: 30_000 }, () => {
  const closing: (() => unknown)[] = [];
  const samples = new Map<string, Buffer>();

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

  /** A server behind TLS whose certificate it has signed itself; counts the bytes it is sent. */
  async function startSelfSignedServer() {
    const dir = await mkdtemp(join(tmpdir(), 'lunora-tls-'));
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    const made = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=127.0.0.1`;
    execFileSync('openssl', made.split(' '), { stdio: 'ignore' });
    let bytes = 0;
    const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data: Buffer) => {
        bytes += data.length;
        socket.destroy();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(
      () => server.close(),
      () => rm(dir, { recursive: true }),
    );
    const { port } = server.address() as AddressInfo;
    return { url: `rtmps://127.0.0.1:${port}/live`, bytes: () => bytes };
  }

  /** A sender that is fed a stream again and again, as fast as an encoder would. */
  function startFedSender(change: Partial<WantedRtmpPush> & { url: string }, codec = 'libx264') {
    const args = `-loglevel error -f lavfi -i testsrc2=size=160x90:rate=25 -t 3 -c:v ${codec} -preset ultrafast -g 12 -pix_fmt yuv420p -f mpegts pipe:1`;
    const stream =
      samples.get(codec) ?? execFileSync('ffmpeg', args.split(' '), { stdio: ['ignore', 'pipe', 'ignore'] });
    samples.set(codec, stream);
    const reports: [boolean, string][] = [];
    const causes: (string | null)[] = [];
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
      (delivering, reason, cause) => {
        reports.push([delivering, reason]);
        causes.push(cause);
      },
    );
    const feed = setInterval(() => sender.packets(stream), 100);
    closing.unshift(async () => {
      clearInterval(feed);
      await sender.close();
    });
    return { reports, causes };
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

  it.skipIf(!requireTool('openssl', ['version']))(
    'trusts a certificate that the server has signed itself only where it is told to',
    async () => {
      const server = await startSelfSignedServer();
      const verifying = startFedSender({ url: server.url, verifiesCertificate: true });
      await expect.poll(() => verifying.causes, soon).toEqual(['CERTIFICATE']);
      expect(server.bytes()).toBe(0);
      const trusting = startFedSender({ url: server.url });
      await expect.poll(() => trusting.causes, soon).toEqual([null]);
      expect(server.bytes()).toBeGreaterThan(0);
    },
  );

  it.skipIf(!hasEncoder('libx265') || carriesHevc())(
    'says that RTMP does not carry HEVC, where ffmpeg cannot',
    async () => {
      const server = await startRtmpServer({ streamName: 'fake-key' });
      closing.push(() => server.stop());
      const { causes } = startFedSender({ url: server.url }, 'libx265');
      await expect.poll(() => causes, soon).toEqual(['FORMAT']);
    },
  );
});

const ffmpegSays = (...args: string[]): string =>
  requireTool('ffmpeg') ? execFileSync('ffmpeg', ['-hide_banner', ...args], { encoding: 'utf8' }) : '';

function hasEncoder(name: string): boolean {
  return ffmpegSays('-encoders').includes(name);
}

/** From 6.1 on, ffmpeg writes HEVC into FLV. */
function carriesHevc(): boolean {
  const [, major = '0', minor = '0'] = /ffmpeg version n?(\d+)\.(\d+)/.exec(ffmpegSays('-version')) ?? [];
  return Number(major) * 10 + Number(minor) >= 61;
}
