import { putQuietly } from './change.ts';
import type { Decision } from './decision.ts';
import { awsEvent } from './observe-event.ts';
import type { Channel, Destination } from './records.ts';
import type { State } from './state.ts';

/** Someone else changed the settings of an idle channel: it is said, and they are put right before it starts. */
export function noteEdit(
  state: State,
  destination: Destination,
  channel: Channel,
  now: string,
): Decision<null> {
  const { work, flowId } = destination;
  const edited: Destination = {
    ...destination,
    work: { ...work, channel: work.channel && { ...work.channel, edited: true } },
  };
  const title = `Channel ${channel.name ?? channel.id}`;
  const event = awsEvent(
    { kind: 'CHANNEL_CHANGED', type: 'Channel', id: channel.id, name: channel.name, flowId },
    `${title} was set up anew at AWS, not by Lunora. It is put right before it starts.`,
    [],
    now,
  );
  return { changes: [putQuietly(state, 'destination', edited)], events: [event], value: null };
}
