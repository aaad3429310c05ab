import type { SeenSource } from '../../domain/aws.ts';
import { healthOfSource, unseenLight } from '../../domain/health.ts';
import type { Destination, Flow, HealthState, Output } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { byAge } from './destinations.ts';
import { isStale } from './is-stale.ts';
import { comparePlaces, type PageArgs } from './page-args.ts';
import { type CountedConnection, paginate } from './paginate.ts';
import { onlyVisible } from './visible.ts';

/** A source with what is known of its health. */
export interface SourceView extends SeenSource {
  health: HealthState;
}

/** A flow's sources, as last observed. Nothing is claimed without evidence. */
export function flowSources(ctx: Context, { id, state, sources }: Flow): SourceView[] {
  const stale = isStale(ctx, id);
  return sources.map((source) => {
    const health = healthOfSource(state, source);
    return { ...source, health: stale ? unseenLight(health) : health };
  });
}

/** The source that feeds the flow now: the connected one, else the first. */
export function flowSource(ctx: Context, flow: Flow): SourceView | null {
  const sources = flowSources(ctx, flow);
  return sources.find(({ connected }) => connected === true) ?? sources[0] ?? null;
}

/** A flow's outputs, by name. */
export function flowOutputs({ state }: Context, { id }: Flow): Output[] {
  const place = (output: Output) => [output.name, output.id];
  return [...state.where('output', 'flow', id)].sort((a, b) => comparePlaces(place(a), place(b)));
}

/** The destinations a flow feeds, oldest first. */
export function flowDestinations(ctx: Context, { id }: Flow, page: PageArgs): CountedConnection<Destination> {
  const found = onlyVisible(ctx, 'destination', ctx.state.where('destination', 'flow', id));
  return paginate(ctx, found, byAge, page);
}

/** The destination an output delivers, if it is one of ours. */
export function outputDestination(ctx: Context, { id }: Output): Destination | null {
  const found = onlyVisible(ctx, 'destination', ctx.state.where('destination', 'output', id));
  return found.sort((a, b) => comparePlaces(byAge(a), byAge(b)))[0] ?? null;
}

/** Whether AWS was last seen too long ago to trust what is known of the flow. */
export const flowStale = (ctx: Context, { id }: Pick<Flow, 'id'>): boolean => isStale(ctx, id);

/** Whether an output is received; not known while its flow is not seen. */
export const outputHealth = (ctx: Context, { flowId, health }: Output): HealthState =>
  isStale(ctx, flowId) ? unseenLight(health) : health;
