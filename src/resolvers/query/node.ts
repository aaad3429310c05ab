import { DomainError } from '../../domain/errors.ts';
import type { PlacedEvent } from '../../domain/log.ts';
import type { Channel, Destination, Flow, Output, Preset, Session, Token } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { parseId } from '../global-id.ts';
import { event } from './event.ts';
import { maxPageSize } from './page-args.ts';
import { session } from './session.ts';
import { findToken } from './tokens.ts';
import { findVisible } from './visible.ts';

/** A record that has a global id, with the name of its type. */
export type NodeView =
  | { type: 'Destination'; record: Destination }
  | { type: 'Channel'; record: Channel }
  | { type: 'Flow'; record: Flow }
  | { type: 'FlowOutput'; record: Output }
  | { type: 'Preset'; record: Preset }
  | { type: 'Session'; record: Session }
  | { type: 'Event'; record: PlacedEvent }
  | { type: 'AccessToken'; record: Token };

/** What a global id stands for; null when unknown, malformed or hidden from the viewer. */
export async function node(ctx: Context, { id }: { id: string }): Promise<NodeView | null> {
  const parsed = parseId(id);
  return parsed && findNode(ctx, parsed.type, parsed.rawId);
}

/**
 * One answer per id, in order.
 * @throws DomainError BAD_USER_INPUT for more ids than a page holds.
 */
export async function nodes(ctx: Context, { ids }: { ids: readonly string[] }): Promise<(NodeView | null)[]> {
  if (ids.length > maxPageSize)
    throw new DomainError('BAD_USER_INPUT', `ids: ask for ${maxPageSize} at most.`);
  return Promise.all(ids.map((id) => node(ctx, { id })));
}

/** The record a type and a raw id name, from memory where it is there. */
export function findNode(
  ctx: Context,
  type: string,
  rawId: string,
): NodeView | null | Promise<NodeView | null> {
  switch (type) {
    case 'Destination':
      return view(type, findVisible(ctx, 'destination', rawId));
    case 'Channel':
      return view(type, findVisible(ctx, 'channel', rawId));
    case 'Flow':
      return view(type, findVisible(ctx, 'flow', rawId));
    case 'FlowOutput':
      return view(type, findVisible(ctx, 'output', rawId));
    case 'Preset':
      return view(type, findVisible(ctx, 'preset', rawId));
    case 'Session':
      return session(ctx, rawId).then((record) => view(type, record));
    case 'Event':
      return event(ctx, rawId).then((record) => view(type, record));
    case 'AccessToken':
      return view(type, findToken(ctx, rawId));
    default:
      return null;
  }
}

const view = <T extends string, R>(type: T, record: R | null): { type: T; record: R } | null =>
  record && { type, record };
