import { z } from 'zod';
import { plausibleFormat } from '../mediaconnect/flow-lifecycle.ts';
import { noStream } from '../mediaconnect/no-stream.ts';
import { failPipeline, outsideHand, recoverPipeline } from '../medialive/outside.ts';
import { NotWrittenError } from '../not-written-error.ts';
import { AwsRefusal } from '../service.ts';
import type { EmulatorSettings, World } from '../world.ts';
import type { Calls } from './calls.ts';
import { type Faults, faultInput } from './faults.ts';

export interface SurfaceDeps {
  world: World;
  faults: Faults;
  calls: Calls;
  /** What `GET /_emulator` says besides the settings; null while not everything is up. */
  about(): object | null;
  reset(): void;
}

export interface SurfaceAnswer {
  status: number;
  body: object;
}

const rate = z.strictObject({ perSecond: z.number().positive(), burst: z.number().positive() });
const settingsPatch = z.strictObject({
  timeScale: z.number().min(0).max(100).optional(),
  quotas: z
    .strictObject({
      channels: z.int().nonnegative(),
      pushInputs: z.int().nonnegative(),
      flows: z.int().nonnegative(),
      outputsPerFlow: z.int().nonnegative(),
    })
    .partial()
    .optional(),
  throttle: rate.partial().optional(),
  listLagMs: z.number().nonnegative().optional(),
  undocumented: z
    .strictObject({
      stopWhileStarting: z.boolean(),
      updateKeepsRole: z.boolean(),
      audioSelectorsMustExist: z.boolean(),
      disableManagedOutputs: z.boolean(),
      requestIdMs: z.number().nonnegative().nullable(),
      tombstoneMs: z.number().nonnegative(),
      pageSize: z.int().min(1).max(1_000),
      mediaConnectThrottle: rate.extend({ describe: rate.optional() }).nullable(),
      quotaStatus: z.int().min(400).max(499),
    })
    .partial()
    .optional(),
});
const sourceInput = z.strictObject({
  flowArn: z.string(),
  connected: z.boolean(),
  /** False: the encoder sends no audio stream. */
  audio: z.boolean().optional(),
});
const platformInput = z.strictObject({ urlPrefix: z.string().min(1), accepts: z.boolean() });
const outsideInput = z.strictObject({ do: z.enum(['start', 'stop', 'delete']) });

const done: SurfaceAnswer = { status: 200, body: {} };
const missing = (what: string): SurfaceAnswer => ({ status: 404, body: { message: `There is no ${what}.` } });

/**
 * The emulator's own controls, under `/_emulator`: what no AWS has and tests and demos need. Not throttled, not
 * faulted, not counted. Malformed input is 400 with a message, an unknown id 404, what cannot be done now 409.
 */
export function createSurface(
  deps: SurfaceDeps,
): (method: string, url: URL, body: string) => Promise<SurfaceAnswer> {
  return async (method, url, body) => {
    try {
      const answer = await route(deps, method, url, body);
      await deps.world.commit().catch((error: unknown) => {
        if (method !== 'GET') throw error;
      });
      return answer;
    } catch (error) {
      if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
      if (error instanceof AwsRefusal) return { status: error.status, body: { message: error.message } };
      if (error instanceof SyntaxError) return { status: 400, body: { message: 'The body is not JSON.' } };
      if (error instanceof NotWrittenError) return { status: 500, body: { message: error.message } };
      throw error;
    }
  };
}

async function route(deps: SurfaceDeps, method: string, url: URL, body: string): Promise<SurfaceAnswer> {
  const { world, faults, calls } = deps;
  const [, , what, id, doing] = url.pathname.split('/');
  const input = (): unknown => JSON.parse(body === '' ? '{}' : body);
  world.settle();

  switch (`${method} ${what ?? ''}`) {
    case 'GET ': {
      const about = deps.about();
      if (!about) return { status: 503, body: { message: 'Not everything is up yet.' } };
      return { status: 200, body: { settings: world.account.settings, ...about } };
    }
    case 'PATCH settings':
      patchSettings(world.account.settings, settingsPatch.parse(input()));
      world.changed();
      return { status: 200, body: world.account.settings };
    case 'POST faults':
      return { status: 200, body: { id: faults.arm(faultInput.parse(input())).id } };
    case 'GET faults': {
      if (!id) return { status: 200, body: faults.list() };
      const fault = faults.get(id);
      return fault ? { status: 200, body: fault } : missing('such fault');
    }
    case 'DELETE faults':
      if (!id) faults.clear();
      else if (!faults.disarm(id)) return missing('such fault');
      return done;
    case 'POST sources':
      return setSource(world, sourceInput.parse(input()));
    case 'POST platforms':
      setPlatform(world, platformInput.parse(input()));
      return done;
    case 'POST channels':
      return handleChannel(world, id ?? '', doing, input);
    case 'GET calls': {
      const since = url.searchParams.get('since');
      if (since !== null && Number.isNaN(Date.parse(since))) {
        return { status: 400, body: { message: 'since must be an ISO 8601 instant.' } };
      }
      return { status: 200, body: calls.since(since === null ? null : new Date(since).toISOString()) };
    }
    case 'POST reset':
      deps.reset();
      return done;
    default:
      return { status: 404, body: { message: `The emulator has no ${method} ${url.pathname}.` } };
  }
}

function patchSettings(settings: EmulatorSettings, patch: z.infer<typeof settingsPatch>): void {
  if (patch.timeScale !== undefined) settings.timeScale = patch.timeScale;
  if (patch.listLagMs !== undefined) settings.listLagMs = patch.listLagMs;
  Object.assign(settings.quotas, patch.quotas);
  Object.assign(settings.throttle, patch.throttle);
  Object.assign(settings.undocumented, patch.undocumented);
}

function setSource(world: World, { flowArn, connected, audio }: z.infer<typeof sourceInput>): SurfaceAnswer {
  const flow = Object.values(world.account.flows).find(({ arn }) => arn === flowArn);
  if (!flow) return missing('such flow');
  flow.encoderSending = connected;
  if (audio !== undefined && flow.format) {
    flow.format = { ...flow.format, audioCodec: audio ? plausibleFormat.audioCodec : noStream };
  }
  world.changed();
  return done;
}

function setPlatform(world: World, platform: z.infer<typeof platformInput>): void {
  const { platforms } = world.account;
  const known = platforms.findIndex(({ urlPrefix }) => urlPrefix === platform.urlPrefix);
  if (known >= 0) platforms.splice(known, 1);
  platforms.push(platform);
  world.changed();
}

function handleChannel(
  world: World,
  id: string,
  doing: string | undefined,
  input: () => unknown,
): SurfaceAnswer {
  const channel = Object.hasOwn(world.account.channels, id) ? world.account.channels[id] : undefined;
  if (!channel || channel.state === 'DELETED') return missing('such channel');
  switch (doing) {
    case 'fail':
      failPipeline(world, id);
      return done;
    case 'recover':
      recoverPipeline(world, id);
      return done;
    case 'outside':
      outsideHand(world, id, outsideInput.parse(input()).do);
      return done;
    default:
      return { status: 404, body: { message: 'A channel takes fail, recover or outside.' } };
  }
}
