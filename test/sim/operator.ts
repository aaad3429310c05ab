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

/** Does what an operator would, by the resolvers themselves. Whatever is refused or fails is theirs to know. */
export async function operate({ context }: Lunora, act: Act, destinationId: string | null): Promise<void> {
  const ctx = createContext(context, viewer, `act-${act.index}`);
  const id = destinationId ? encodeId('Destination', destinationId) : null;
  const url = `rtmp://push${act.index}.example/live`;
  const newKey = () => `${plantedKey}${act.index}-${act.target}`;
  const known = destinationId ? context.store.state.get('destination', destinationId) : undefined;
  const edit = () =>
    known?.deliveryMode === 'FLOW_OUTPUT'
      ? { url: `srt://push${act.index}.example:${7_000 + act.index}` }
      : { url };

  switch (act.name) {
    case 'create': {
      if (act.amount < 0.7) {
        await createDestination(ctx, {
          ...{ name: `channel ${act.index}`, platform: 'CUSTOM', deliveryMode: 'DEDICATED_CHANNEL' },
          ...{ url, protocol: 'RTMP', streamKey: newKey() },
        });
      } else {
        await createDestination(ctx, {
          ...{ name: `output ${act.index}`, platform: 'CUSTOM', deliveryMode: 'FLOW_OUTPUT' },
          ...{ url: `srt://push${act.index}.example:${7_000 + act.index}`, protocol: 'SRT_CALLER' },
        });
      }
      return;
    }
    case 'start all':
      await startDestinations(ctx, { all: true });
      return;
    case 'stop all':
      await stopDestinations(ctx, { all: true });
      return;
    case 'sync':
      await sync(ctx, {});
      return;
    case 'edit preset': {
      const preset = [...context.store.state.all('preset')].find(({ builtIn }) => !builtIn);
      if (preset)
        await updatePreset(ctx, { id: encodeId('Preset', preset.id), videoBitrate: 2_000_000 + act.target });
      return;
    }
  }
  if (!id) return;
  switch (act.name) {
    case 'start':
      await startDestination(ctx, { id, startWithoutSource: act.amount > 0.8 });
      return;
    case 'stop':
      await stopDestination(ctx, { id });
      return;
    case 'force stop':
      await stopDestination(ctx, { id, force: true });
      return;
    case 'edit':
      await updateDestination(ctx, { id, ...edit() });
      return;
    case 'edit and restart':
      await updateDestination(ctx, { id, ...edit(), apply: 'RESTART_NOW' });
      return;
    case 'rotate':
      await rotateStreamKey(ctx, { id, streamKey: newKey() });
      return;
    case 'rotate and restart':
      await rotateStreamKey(ctx, { id, streamKey: newKey(), apply: 'RESTART_NOW' });
      return;
    case 'retry':
      await retryDestination(ctx, { id });
      return;
    case 'delete':
      await deleteDestination(ctx, { id });
      return;
    default:
      throw new Error(`${act.name} is not an operator's.`);
  }
}
