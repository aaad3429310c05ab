import type { SeenChannel, SeenOutput } from './aws.ts';
import type { Destination } from './records.ts';

/** What every look shows of how a channel is set up, as one text to compare. Carries no key. */
export const channelSetup = ({ pushUrls, inputIds }: Pick<SeenChannel, 'pushUrls' | 'inputIds'>): string =>
  JSON.stringify([pushUrls, inputIds]);

/** What every look shows of how an output is set up. */
export const outputSetup = ({
  protocol,
  destination,
  port,
}: Pick<SeenOutput, 'protocol' | 'destination' | 'port'>): string =>
  JSON.stringify([protocol, destination, port]);

/**
 * Whether someone else changed the channel or output at AWS since it was last started. Compared is what AWS shows with
 * what AWS showed then, never with what was sent: AWS may write it in its own way.
 */
export function isEdited(
  { work }: Pick<Destination, 'work'>,
  { channel, output }: { channel: SeenChannel | undefined; output: SeenOutput | undefined },
): boolean {
  if (work.channel?.edited) return true;
  const channelWas = work.channel?.startedAs?.setup;
  if (channel && channelWas !== undefined) return channelSetup(channel) !== channelWas;
  const outputWas = work.output?.startedAs;
  return output !== undefined && outputWas !== undefined && outputSetup(output) !== outputWas;
}
