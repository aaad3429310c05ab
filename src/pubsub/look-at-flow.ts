import { instant } from '../clock.ts';
import type { Look } from '../domain/observe-belief.ts';
import { observeFlow, observeFlowGone } from '../domain/observe-flow.ts';
import { observeOutput } from '../domain/observe-output.ts';
import type { Sight } from './look-at-media-live.ts';
import type { PollerDeps } from './poller-deps.ts';
import type { RecentlyGone } from './recently-gone.ts';
import { recordObserved } from './record-observed.ts';

export interface FlowSight extends Sight {
  gone: boolean;
  /** Why what comes in could not be read, though the flow itself could. */
  sourceError: unknown;
}

/**
 * One look at a flow: one DescribeFlow and, while it is ACTIVE, one DescribeFlowSourceMetadata.
 * @throws AwsError when the flow cannot be described.
 */
export async function lookAtFlow(
  deps: PollerDeps,
  gone: RecentlyGone,
  arn: string,
  signal: AbortSignal,
): Promise<FlowSight> {
  const { store, mediaConnect, clock } = deps;
  const startedAt = instant(clock.now());
  const startedMs = clock.monotonicMs();
  const { position } = store.state;
  const seen = await mediaConnect.describeFlow(arn, { signal });
  let sourceError: unknown = null;
  const source =
    seen?.state === 'ACTIVE'
      ? await mediaConnect.describeSource(arn, { signal }).catch((error: unknown) => {
          sourceError = error;
          return null;
        })
      : null;
  const look: Look = { startedAt, endedAt: instant(clock.now()), position, exact: true };

  return {
    startedAt,
    gone: seen === null,
    sourceError,
    async record() {
      if (!seen) {
        await recordObserved(deps, [(state, now) => observeFlowGone(state, arn, look, now)]);
        return;
      }
      await recordObserved(deps, [(state, now) => observeFlow(state, seen, source, look, now)]);
      const shown = new Map(seen.outputs.map((output) => [output.arn, output]));
      const ids = new Set(shown.keys());
      for (const { id } of store.state.where('output', 'flow', arn)) ids.add(id);
      await recordObserved(
        deps,
        [...ids].map((id) =>
          gone.unlessGone('output', id, startedMs, (state, now) =>
            observeOutput(state, arn, id, shown.get(id) ?? null, look, store, now),
          ),
        ),
      );
    },
  };
}
