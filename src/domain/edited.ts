import type { SeenChannel, SeenOutput } from './aws.ts';
import { isOnAir } from './on-air.ts';
import type { Channel, Destination, Edit } from './records.ts';

/** What every look shows of how a channel is set up, as one text to compare. Carries no key. */
export const channelSetup = ({ pushUrls, inputIds }: Pick<SeenChannel, 'pushUrls' | 'inputIds'>): string =>
  JSON.stringify([pushUrls, inputIds]);

/** What every look shows of how an output is set up, to compare with `editBetween`. */
export const outputSetup = ({
  protocol,
  destination,
  port,
  settingsDigest,
}: Pick<SeenOutput, 'protocol' | 'destination' | 'port' | 'settingsDigest'>): string =>
  twoParts(JSON.stringify([protocol, destination, port]), settingsDigest);

/** Where it goes and its other settings, as one text to compare with `editBetween`. */
export const twoParts = (place: string, settings: string): string => `${settings} ${place}`;

/** What changed between two texts of `twoParts`; nothing where one is from before there were two parts. */
export function editBetween(was: string, is: string): Edit | null {
  if (was === is || !was.includes(' ')) return null;
  const place = (text: string) => text.slice(text.indexOf(' '));
  return place(was) === place(is) ? 'SETTINGS' : 'PLACE';
}

/**
 * What someone else changed of the channel or output at AWS since it was last started. Compared is what AWS shows with
 * what AWS showed then, never with what was sent: AWS may write it in its own way.
 */
export function editOf(
  { work }: Pick<Destination, 'work'>,
  { channel, output }: { channel: SeenChannel | undefined; output: SeenOutput | undefined },
): Edit | null {
  const channelWas = work.channel?.startedAs?.setup;
  if (channel && channelWas !== undefined && channelSetup(channel) !== channelWas) return 'PLACE';
  if (work.channel?.edited) return work.channel.edited;
  const outputWas = work.output?.startedAs;
  return output && outputWas !== undefined ? editBetween(outputWas, outputSetup(output)) : null;
}

/**
 * Whether a channel is on air by a start that was not ours: what only a Describe shows may have been changed while it
 * stood idle, so it is to be read again.
 */
export function isToBeRead(
  { desired, work }: Pick<Destination, 'desired' | 'work'>,
  channel: Channel | undefined,
): boolean {
  const started = work.channel?.startedAs;
  if (desired !== 'RUNNING' || started?.digest == null || !isOnAir(channel?.state)) return false;
  return (channel?.runs ?? 0) > (started.run ?? Number.POSITIVE_INFINITY);
}
