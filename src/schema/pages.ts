import { connectionOf, countedConnectionOf, followedConnectionOf } from './connection-of.ts';
import { Channel, Destination, Event, Flow, Session } from './refs.ts';

export const DestinationConnection = countedConnectionOf('Destination', Destination, 'destinations');
export const ChannelConnection = countedConnectionOf('Channel', Channel, 'channels');
export const FlowConnection = countedConnectionOf('Flow', Flow, 'flows');
export const SessionConnection = connectionOf('Session', Session, 'sessions');
export const EventConnection = followedConnectionOf('Event', Event, 'events');
