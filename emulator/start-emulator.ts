import { join } from 'node:path';
import { type EmulatorClock, systemClock } from './clock.ts';
import { createCalls } from './control/calls.ts';
import { createFaults } from './control/faults.ts';
import { createSurface } from './control/surface.ts';
import { createWorld } from './create-world.ts';
import { createRequestHandler, type EmulatedRequest, type Handled } from './handle-request.ts';
import { createAccountKeeper, forgetfulKeeper } from './keep-account.ts';
import { createMediaConnect } from './mediaconnect/create-mediaconnect.ts';
import { seedFlow } from './mediaconnect/seed-flow.ts';
import { createMediaLive } from './medialive/create-media-live.ts';
import { mediaLiveRoleArn, seedPrimaryChannel } from './medialive/seed-primary-channel.ts';
import { newAccount } from './new-account.ts';
import { PortTakenError } from './port-taken-error.ts';
import { serve } from './serve.ts';
import { startTable } from './start-table.ts';
import type { VideoCarrier, VideoReports, World } from './world.ts';

export interface EmulatorOptions {
  host?: string;
  /** 0 for a free one. */
  port?: number;
  tablePort?: number;
  /** Use a free port where the wanted one is taken. */
  portFallback?: boolean;
  /** Where the account and the table are kept; null keeps them in memory. */
  dataDir?: string | null;
  /** Factor on AWS's own pace for a new account and an old one alike; 0 is instant. */
  timeScale?: number;
  region?: string;
  /** Carry real video with ffmpeg. Without it on the machine: a clear line in the log, and all else works. */
  video?: boolean;
  /** Run the local DynamoDB too. */
  table?: boolean;
  clock?: EmulatorClock;
  random?: () => number;
  log?: (line: string) => void;
}

export interface Seeded {
  flowArn: string;
  primaryChannelId: string;
  mediaLiveRoleArn: string;
  queueUrl: string;
}

export interface Emulator extends AsyncDisposable {
  url: string;
  endpoints: { medialive: string; mediaconnect: string; dynamodb: string; sqs: string };
  seeded: Seeded;
  world: World;
  /** Handles a call without a socket. */
  handle(request: EmulatedRequest): Promise<Handled>;
  close(): Promise<void>;
}

/**
 * Starts the local AWS: MediaLive, MediaConnect and a table over one kept account, with its control surface.
 * @throws PortTakenError when a port is taken and must not fall back
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', dataDir = null, clock = systemClock, random = Math.random } = options;
  const log = options.log ?? (() => {});
  const timeScale = options.timeScale ?? 0.05;
  const keeper = dataDir ? createAccountKeeper(dataDir) : forgetfulKeeper;
  const kept = await keeper.load();
  const account = kept ?? newAccount(timeScale);
  account.settings.timeScale = timeScale;
  const world = createWorld({ account, region: options.region ?? 'us-east-1', clock, keeper });
  if (!kept) seed(world);
  await world.commit();

  const faults = createFaults(random);
  const calls = createCalls();
  const delay = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const services = [createMediaLive(world), createMediaConnect(world)];
  const handle = createRequestHandler({ world, services, faults, calls, delay, log });

  let about: object | null = null;
  const control = createSurface({
    world,
    faults,
    calls,
    about: () => about,
    reset() {
      Object.assign(account, newAccount(timeScale));
      faults.clear();
      calls.clear();
      seed(world);
    },
  });

  const onPort = <T>(setting: string, port: number, start: (port: number) => Promise<T>) =>
    startOnPort({ setting, port, fallback: options.portFallback ?? false, start, log });
  const serving = await onPort('LUNORA_EMULATOR_PORT', options.port ?? 0, (port) =>
    serve({ host, port, handle, control, log }),
  );
  const table =
    options.table === true
      ? await onPort('LUNORA_TABLE_PORT', options.tablePort ?? 0, (port) =>
          startTable({ host, port, path: dataDir ? join(dataDir, 'table') : null }),
        ).catch(async (error: unknown) => {
          await serving.close();
          throw error;
        })
      : null;

  const video = options.video ? await carryVideo(world, log) : null;
  if (video) {
    world.onChange(() => video.align());
    video.align();
  }

  const url = `http://${host}:${serving.port}`;
  const endpoints = {
    medialive: url,
    mediaconnect: url,
    dynamodb: table ? `http://${host}:${table.port}` : '',
    sqs: `${url}/sqs`,
  };
  const seeded = seededOf(world, url);
  about = { seeded, endpoints };

  async function close(): Promise<void> {
    await video?.close();
    world.close();
    await serving.close();
    await table?.close();
    await world.commit();
  }
  return { url, endpoints, seeded, world, handle, close, [Symbol.asyncDispose]: close };
}

function seed(world: World): void {
  const flow = seedFlow(world);
  seedPrimaryChannel(world, flow.arn);
  world.changed();
}

/** What the seed made, found again by name: it survives restarts like everything else. */
function seededOf(world: World, url: string): Seeded {
  const { flows, channels } = world.account;
  const flow = Object.values(flows).find(({ name }) => name === 'lunora-player-prod-srt-router');
  const primary = Object.values(channels).find(({ config }) => config['name'] === 'lunora-primary-hls');
  return {
    flowArn: flow?.arn ?? '',
    primaryChannelId: primary?.id ?? '',
    mediaLiveRoleArn,
    queueUrl: `${url}/sqs/${world.accountId}/lunora-events`,
  };
}

async function carryVideo(world: World, log: (line: string) => void): Promise<VideoCarrier | null> {
  const { account } = world;
  const reports: VideoReports = {
    source(flowArn, connected, format) {
      const flow = account.flows[flowArn];
      if (!flow || (flow.encoderSending === connected && !format)) return;
      flow.encoderSending = connected;
      if (format) flow.format = format;
      world.changed();
    },
    push(channelId, destinationId, delivering, message) {
      const failing = account.pushFailures[channelId] ?? {};
      if (delivering === !(destinationId in failing)) return;
      if (delivering) delete failing[destinationId];
      else failing[destinationId] = message ?? 'Failed RTMP connection';
      account.pushFailures[channelId] = failing;
      world.changed();
    },
  };
  try {
    const { startVideo } = await import('./video/start-video.ts');
    return await startVideo({ world, reports, log });
  } catch (error) {
    log(`Real video is off: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function startOnPort<T>(options: {
  setting: string;
  port: number;
  fallback: boolean;
  start(port: number): Promise<T>;
  log(line: string): void;
}): Promise<T> {
  const { setting, port, fallback, start, log } = options;
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (!fallback) throw new PortTakenError(setting, port);
    log(`Port ${port} is taken, so a free one is used; set ${setting} to choose.`);
    return start(0);
  }
}
