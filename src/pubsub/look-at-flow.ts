import { instant } from '../clock.ts';
import { isOutdated, type Look } from '../domain/observe-belief.ts';
import { observeFlow, observeFlowGone } from '../domain/observe-flow.ts';
import { observeOutput } from '../domain/observe-output.ts';
import type { Acted } from '../domain/records.ts';
import type { LookMemory, Sight } from './look-at-media-live.ts';
import type { PollerDeps } from './poller-deps.ts';
import { recordObserved } from './record-observed.ts';

export interface FlowSight extends Sight {
  /** Two looks found no flow. */
  gone: boolean;
  /** Why what comes in could not be read, though the flow itself could. */
  sourceError: unknown;
}

/**
 * One look at a flow: one DescribeFlow and, while it is ACTIVE, one DescribeFlowSourceMetadata. What it does not show any
 * more, the flow itself or an output, counts as gone once a second look agrees.
 * @throws AwsError when the flow cannot be described.
 */
export async function lookAtFlow(
  deps: PollerDeps,
  { gone, absences }: Pick<LookMemory, 'gone' | 'absences'>,
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

  const twice = (key: string, acted: Acted | null | undefined) =>
    !isOutdated(acted, look) && absences.agrees(key, startedMs, acted?.position);
  if (seen) absences.forget(`flow:${arn}`);
  const isGone = !seen && twice(`flow:${arn}`, store.state.get('flow', arn)?.acted);
  const shown = new Map(seen?.outputs.map((output) => [output.arn, output]));
  for (const id of shown.keys()) absences.forget(`output:${id}`);
  const missing = [...store.state.where('output', 'flow', arn)].filter(({ id }) => !shown.has(id));
  const goneOutputs = seen ? missing.filter(({ id, acted }) => twice(`output:${id}`, acted)) : [];

  return {
    startedAt,
    gone: isGone,
    whole: seen !== null && goneOutputs.length === missing.length,
    sourceError,
    async record() {
      if (isGone) await recordObserved(deps, [(state, now) => observeFlowGone(state, arn, look, now)]);
      if (!seen) return;
      const ids = [...shown.keys(), ...goneOutputs.map(({ id }) => id)];
      const outputs = ids.map((id) =>
        gone.unlessGone('output', id, startedMs, (state, now) =>
          observeOutput(state, arn, id, shown.get(id) ?? null, look, store, now),
        ),
      );
      // A flow that is back without its outputs would have them taken for lost.
      if (!store.state.get('flow', arn)) await recordObserved(deps, outputs);
      await recordObserved(deps, [(state, now) => observeFlow(state, seen, source, look, now)]);
      await recordObserved(deps, outputs);
    },
  };
}
