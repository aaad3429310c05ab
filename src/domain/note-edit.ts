import { putQuietly } from './change.ts';
import type { Decision } from './decision.ts';
import type { LogEvent } from './log.ts';
import { awsEvent } from './observe-event.ts';
import { isOnAir } from './on-air.ts';
import type { Channel, Destination, Edit } from './records.ts';
import type { State } from './state.ts';

/**
 * Notes what a Describe shows that someone else changed of a channel, null for nothing, and says so. An idle one is put
 * right before it starts; one on air stays so until it is restarted.
 */
export function noteEdit(
  state: State,
  destination: Destination,
  channel: Channel,
  edit: Edit | null,
  now: string,
): Decision<null> {
  const { work, flowId } = destination;
  const { startedAs } = work.channel ?? {};
  const read = startedAs && { startedAs: { ...startedAs, run: channel.runs ?? 0 } };
  const noted: Destination = {
    ...destination,
    work: { ...work, channel: work.channel && { ...work.channel, ...read, edited: edit } },
  };
  const onAir = isOnAir(channel.state);
  const when = onAir ? 'It stays so until it is restarted' : 'It is put right before it starts';
  const events: LogEvent[] =
    edit && (edit !== work.channel?.edited || onAir)
      ? [
          awsEvent(
            { kind: 'CHANNEL_CHANGED', type: 'Channel', id: channel.id, name: channel.name, flowId },
            `Channel ${channel.name ?? channel.id} was set up anew at AWS, not by Lunora. ${when}.`,
            [],
            now,
          ),
        ]
      : [];
  return { changes: [putQuietly(state, 'destination', noted)], events, value: null };
}
