import { createCalls } from '../../emulator/control/calls.ts';
import { createFaults as createArmedFaults } from '../../emulator/control/faults.ts';
import { createWorld, type LiveWorld } from '../../emulator/create-world.ts';
import { sendEvents } from '../../emulator/events/send-events.ts';
import { createOperationFinder } from '../../emulator/find-operation.ts';
import { createRequestHandler, type EmulatedRequest } from '../../emulator/handle-request.ts';
import { forgetfulKeeper } from '../../emulator/keep-account.ts';
import { createMediaConnect } from '../../emulator/mediaconnect/create-mediaconnect.ts';
import { plausibleFormat } from '../../emulator/mediaconnect/flow-lifecycle.ts';
import { seedFlow } from '../../emulator/mediaconnect/seed-flow.ts';
import { createMediaLive } from '../../emulator/medialive/create-media-live.ts';
import { mediaLiveRoleArn, seedPrimaryChannel } from '../../emulator/medialive/seed-primary-channel.ts';
import { newAccount } from '../../emulator/new-account.ts';
import { seedNeighbours } from './neighbours.ts';
import type { Scheduler } from './scheduler.ts';

export interface SimAws {
  world: LiveWorld;
  flowArn: string;
  primaryChannelId: string;
  roleArn: string;
  /** What a request asks for. */
  nameOf(request: EmulatedRequest): { operation: string; params: Record<string, string> };
  /** Does the deed at once and answers. */
  handle: ReturnType<typeof createRequestHandler>;
}

export interface SimAwsOptions {
  scheduler: Scheduler;
  timeScale: number;
  listLagMs: number;
  /** An event as EventBridge would send it. */
  onEvent(body: string): void;
}

/** The local AWS without its sockets, on the scheduler's time. */
export function createSimAws({ scheduler, timeScale, listLagMs, onEvent }: SimAwsOptions): SimAws {
  const account = newAccount(timeScale);
  account.settings.listLagMs = listLagMs;
  const world = createWorld({
    account,
    region: 'us-east-1',
    clock: {
      now: scheduler.now,
      after: (delayMs, callback) => scheduler.after(delayMs, 'aws settles', callback),
    },
    keeper: forgetfulKeeper,
  });
  const flow = seedFlow(world);
  flow.format = { ...plausibleFormat };
  const { primaryChannelId } = seedPrimaryChannel(world, flow.arn);
  seedNeighbours(world, flow, mediaLiveRoleArn);
  world.changed();
  const services = [createMediaLive(world), createMediaConnect(world)];
  const find = createOperationFinder(services);
  const names = new Map<string, ReturnType<SimAws['nameOf']>>();
  const handle = createRequestHandler({
    world,
    services,
    faults: createArmedFaults(() => 0),
    calls: createCalls(),
    delay: async () => {},
    log(line) {
      throw new Error(line);
    },
  });
  sendEvents(world, { send: (body) => onEvent(body) }, { imagined: true });
  return {
    world,
    flowArn: flow.arn,
    primaryChannelId,
    roleArn: mediaLiveRoleArn,
    nameOf({ method, url }) {
      const line = `${method} ${url}`;
      const known = names.get(line);
      if (known) return known;
      const found = find(method, url.split('?')[0] ?? '');
      if (!found || !('operation' in found)) throw new Error(`Nothing is emulated at ${line}.`);
      const name = { operation: found.operation.name, params: found.params };
      names.set(line, name);
      return name;
    },
    handle,
  };
}
