import type { UserError } from '../../src/domain/errors.ts';
import { createContext, type Viewer } from '../../src/resolvers/context.ts';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { createDestination } from '../../src/resolvers/mutation/create-destination.ts';
import { deleteDestination } from '../../src/resolvers/mutation/delete-destination.ts';
import { retryDestination } from '../../src/resolvers/mutation/retry-destination.ts';
import { rotateStreamKey } from '../../src/resolvers/mutation/rotate-stream-key.ts';
import { startDestination } from '../../src/resolvers/mutation/start-destination.ts';
import { startDestinations } from '../../src/resolvers/mutation/start-destinations.ts';
import { stopDestination } from '../../src/resolvers/mutation/stop-destination.ts';
import { stopDestinations } from '../../src/resolvers/mutation/stop-destinations.ts';
import { sync } from '../../src/resolvers/mutation/sync.ts';
import { updateDestination } from '../../src/resolvers/mutation/update-destination.ts';
import { updatePreset } from '../../src/resolvers/mutation/update-preset.ts';
import type { Lunora } from './boot.ts';
import type { Act } from './script.ts';

const viewer: Viewer = { name: 'operator', role: 'ADMIN', tokenId: null, flowIds: null };

/** Every key an operator gives begins so: it must never be seen again. */
export const plantedKey = 'planted-key-';

/** Does what an operator would, by the resolvers themselves. Resolves to why it was refused, if it was. */
export async function operate(
  { context }: Lunora,
  act: Act,
  destinationId: string | null,
  outputShare: number,
): Promise<readonly UserError[]> {
  const ctx = createContext(context, viewer, `act-${act.index}`);
  const id = destinationId ? encodeId('Destination', destinationId) : null;
  const url = `rtmp://push${act.index}.example/live`;
  const newKey = () => `${plantedKey}${act.index}-${act.target}`;
  const known = destinationId ? context.store.state.get('destination', destinationId) : undefined;
  const edit = () => (known?.deliveryMode === 'FLOW_OUTPUT' ? outputEdit(act) : { url });

  switch (act.name) {
    case 'create': {
      if (act.amount >= outputShare) {
        return (
          await createDestination(ctx, {
            ...{ name: `channel ${act.index}`, platform: 'CUSTOM', deliveryMode: 'DEDICATED_CHANNEL' },
            ...{ url, protocol: 'RTMP', streamKey: newKey(), ...policyOf(act) },
          })
        ).userErrors;
      }
      return (
        await createDestination(ctx, {
          ...{ name: `output ${act.index}`, platform: 'CUSTOM', deliveryMode: 'FLOW_OUTPUT' },
          ...{ url: `srt://push${act.index}.example:${7_000 + act.index}`, protocol: 'SRT_CALLER' },
          ...policyOf(act),
        })
      ).userErrors;
    }
    case 'start all':
      return (await startDestinations(ctx, { all: true })).userErrors;
    case 'stop all':
      return (await stopDestinations(ctx, { all: true })).userErrors;
    case 'sync':
      return (await sync(ctx, {})).userErrors;
    case 'edit preset': {
      const preset = [...context.store.state.all('preset')].find(({ builtIn }) => !builtIn);
      if (!preset) return [];
      const id = encodeId('Preset', preset.id);
      return (await updatePreset(ctx, { id, videoBitrate: 2_000_000 + act.target })).userErrors;
    }
  }
  if (!id) return [];
  switch (act.name) {
    case 'start':
      return (await startDestination(ctx, { id, startWithoutSource: act.amount > 0.8 })).userErrors;
    case 'stop':
      return (await stopDestination(ctx, { id })).userErrors;
    case 'force stop':
      return (await stopDestination(ctx, { id, force: true })).userErrors;
    case 'edit':
      return (await updateDestination(ctx, { id, ...edit() })).userErrors;
    case 'edit and restart':
      return (await updateDestination(ctx, { id, ...edit(), apply: 'RESTART_NOW' })).userErrors;
    case 'rotate':
      return (await rotateStreamKey(ctx, { id, streamKey: newKey() })).userErrors;
    case 'rotate and restart':
      return (await rotateStreamKey(ctx, { id, streamKey: newKey(), apply: 'RESTART_NOW' })).userErrors;
    case 'write on':
      return (await updateDestination(ctx, { id, name: `named ${act.amount}` })).userErrors;
    case 'retry':
      return (await retryDestination(ctx, { id })).userErrors;
    case 'delete':
      return (await deleteDestination(ctx, { id })).userErrors;
    default:
      throw new Error(`${act.name} is not an operator's.`);
  }
}

/** Some destinations give up sooner than others. */
const policyOf = ({ target }: Act) =>
  target % 4 === 0
    ? { retryPolicy: { maxAttempts: 1 + (target % 3), maxRestarts: 1, initialBackoffMs: 500 } }
    : {};

/** What is changed of a flow output. AWS cannot take a setting of SRT away: another output takes its place. */
function outputEdit({ index, amount }: Act) {
  if (amount < 0.4) return { url: `srt://push${index}.example:${7_000 + index}` };
  return { srt: amount < 0.7 ? { latencyMs: 200 + index, streamId: `stream-${index}` } : null };
}
