import type { PlacedEvent } from '../domain/log.ts';
import type * as domain from '../domain/records.ts';
import { builder } from './builder.ts';

/** Nouns that refer to each other, bound before they are implemented. */
export const Destination = builder.objectRef<domain.Destination>('Destination');
export const Channel = builder.objectRef<domain.Channel>('Channel');
export const Flow = builder.objectRef<domain.Flow>('Flow');
export const FlowOutput = builder.objectRef<domain.Output>('FlowOutput');
export const Preset = builder.objectRef<domain.Preset>('Preset');
export const Session = builder.objectRef<domain.Session>('Session');
export const AccessToken = builder.objectRef<domain.Token>('AccessToken');
export const Event = builder.objectRef<PlacedEvent>('Event');
