import { join } from 'node:path';
import { carryVideo, imagineEncoders } from './carry-video.ts';
import type { SourceRules } from './check-source.ts';
import { type EmulatorClock, systemClock } from './clock.ts';
import { createCalls } from './control/calls.ts';
import { createFaults } from './control/faults.ts';
import { createSurface } from './control/surface.ts';
import { createWorld } from './create-world.ts';
import { createDelays } from './delays.ts';
import { createQueue } from './events/queue.ts';
import { sendEvents } from './events/send-events.ts';
import { createQueueServer } from './events/serve-queue.ts';
import { createRequestHandler, type EmulatedRequest, type Handled } from './handle-request.ts';
import { createAccountKeeper, forgetfulKeeper, refuseLostAccount } from './keep-account.ts';
import { lockFolder } from './lock-folder.ts';
import { createMediaConnect } from './mediaconnect/create-mediaconnect.ts';
import { seedFlow } from './mediaconnect/seed-flow.ts';
import { createMediaLive } from './medialive/create-media-live.ts';
import { mediaLiveRoleArn, seedPrimaryChannel } from './medialive/seed-primary-channel.ts';
import { newAccount, restoredSettings } from './new-account.ts';
import { serve } from './serve.ts';
import { createServiceQuotas } from './service-quotas/create-service-quotas.ts';
import { startOnPort } from './start-on-port.ts';
import { startTable } from './start-table.ts';
import type { World } from './world.ts';

/** The queue that a rule of EventBridge sends MediaLive's and MediaConnect's events to. */
const queueName = 'lunora-events';

export interface EmulatorOptions {
  host?: string;
  /** 0 for a free one. */
  port?: number;
  tablePort?: number;
  /** Use a free port where the wanted one is taken. */
  portFallback?: boolean;
  tablePortFallback?: boolean;
  /** Where the account and the table are kept; null keeps them in memory. */
  dataDir?: string | null;
  /** Factor on AWS's own pace for a new account and an old one alike; 0 is instant. */
  timeScale?: number;
  region?: string;
  /** Carry real video with ffmpeg. Without it on the machine: a clear line in the log, and all else works. */
  video?: boolean;
  /** Run the local DynamoDB too. */
  table?: boolean;
  /** What may use it besides programs and pages of this machine. */
  sources?: SourceRules;
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
  endpoints: {
    medialive: string;
    mediaconnect: string;
    servicequotas: string;
    dynamodb: string;
    sqs: string;
  };
  seeded: Seeded;
  world: World;
  /** Handles a call without a socket. */
  handle(request: EmulatedRequest): Promise<Handled>;
  /** What the account allows at present. */
  quotas(): World['account']['settings']['quotas'];
  close(): Promise<void>;
}

/**
 * Starts the local AWS: MediaLive, MediaConnect and a table over one kept account, with its control surface. Whatever
 * keeps it from starting, nothing of it is left running.
 * @throws PortTakenError when a port is taken and must not fall back
 * @throws FolderInUseError when another one holds `dataDir`
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  /** What was started, to be ended in the reverse order. */
  const started: (() => void | Promise<void>)[] = [];
  let closing: Promise<void> | null = null;
  const endAll = async () => {
    const errors: unknown[] = [];
    for (let end = started.pop(); end; end = started.pop()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  };
  const close = () => {
    closing ??= endAll();
    return closing;
  };
  try {
    return await start(options, started, close);
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function start(
  options: EmulatorOptions,
  started: (() => void | Promise<void>)[],
  close: () => Promise<void>,
): Promise<Emulator> {
  const { host = '127.0.0.1', dataDir = null, clock = systemClock, random = Math.random } = options;
  const log = options.log ?? (() => {});
  const sources = options.sources ?? { allowedHosts: [], allowedOrigins: [] };
  if (dataDir) started.push(await lockFolder(dataDir));
  const timeScale = options.timeScale ?? 0.05;
  const keeper = dataDir ? createAccountKeeper(dataDir, log) : forgetfulKeeper;
  const kept = await keeper.load();
  if (dataDir && !kept) await refuseLostAccount(dataDir);
  const account = kept ?? newAccount(timeScale);
  account.settings = restoredSettings(account.settings, timeScale);
  // Whoever carries video now tries anew.
  account.pushFailures = {};
  const world = createWorld({ account, region: options.region ?? 'us-east-1', clock, keeper });
  started.push(() => world.commit());
  started.push(() => world.close());
  if (!kept) seed(world);
  await world.commit();

  const faults = createFaults(random);
  const calls = createCalls();
  const delays = createDelays(clock);
  started.push(() => delays.close());
  const services = [createMediaLive(world), createMediaConnect(world), createServiceQuotas(world)];
  const handle = createRequestHandler({ world, services, faults, calls, delay: delays.wait, log });

  const queue = createQueue(clock);
  started.push(() => queue.close());
  let url = '';
  const queueUrl = () => `${url}/sqs/${world.accountId}/${queueName}`;
  const serveQueue = createQueueServer(queue, {
    name: queueName,
    url: queueUrl,
    arn: `arn:aws:sqs:${world.region}:${world.accountId}:${queueName}`,
  });

  let about: object | null = null;
  const control = createSurface({
    world,
    faults,
    calls,
    about: () => about,
    reset() {
      const { nextId } = account;
      Object.assign(account, newAccount(timeScale));
      faults.clear();
      calls.clear();
      queue.purge();
      seed(world);
      // What the seed makes is the same again; no other number ever is.
      account.nextId = Math.max(account.nextId, nextId);
    },
  });

  const serving = await startOnPort({
    setting: 'LUNORA_EMULATOR_PORT',
    port: options.port ?? 0,
    fallback: options.portFallback ?? false,
    start: (port) => serve({ host, port, sources, handle, control, queue: serveQueue, log }),
    log,
  });
  started.push(() => serving.close());
  const table =
    options.table === true
      ? await startOnPort({
          setting: 'LUNORA_TABLE_PORT',
          port: options.tablePort ?? 0,
          fallback: options.tablePortFallback ?? false,
          start: (port) =>
            startTable({ host, port, sources, log, path: dataDir ? join(dataDir, 'table') : null }),
          log,
        })
      : null;
  if (table) started.push(() => table.close());

  const video = options.video ? await carryVideo(world, log) : null;
  if (video) {
    started.push(() => video.close());
    world.onChange(() => video.align());
    video.align();
  } else {
    imagineEncoders(world);
  }
  sendEvents(world, queue, { imagined: video === null });

  url = `http://${host}:${serving.port}`;
  const endpoints = {
    medialive: url,
    mediaconnect: url,
    servicequotas: url,
    dynamodb: table ? `http://${host}:${table.port}` : '',
    sqs: `${url}/sqs`,
  };
  const seeded = seededOf(world, queueUrl());
  about = { seeded, endpoints };
  const quotas = () => account.settings.quotas;
  return { url, endpoints, seeded, world, handle, quotas, close, [Symbol.asyncDispose]: close };
}

function seed(world: World): void {
  const flow = seedFlow(world);
  seedPrimaryChannel(world, flow.arn);
  world.changed();
}

/** What the seed made, found again by name: it survives restarts like everything else. */
function seededOf(world: World, queueUrl: string): Seeded {
  const { flows, channels } = world.account;
  const flow = Object.values(flows).find(({ name }) => name === 'lunora-player-prod-srt-router');
  const primary = Object.values(channels).find(({ config }) => config['name'] === 'lunora-primary-hls');
  return {
    flowArn: flow?.arn ?? '',
    primaryChannelId: primary?.id ?? '',
    mediaLiveRoleArn,
    queueUrl,
  };
}
