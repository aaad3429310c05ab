import type { ChannelConfig } from './channel-config.ts';
import { badRequest, type Report } from './refusals.ts';

type Destination = ChannelConfig['destinations'][number];
type Member = Exclude<keyof Destination, 'id'>;

/** The settings of a destination that an output group or output of each kind pushes to; `settings` for all others. */
const memberOf: Readonly<Record<string, Member>> = {
  mediaConnectRouter: 'mediaConnectRouterSettings',
  mediaPackage: 'mediaPackageSettings',
  multiplex: 'multiplexSettings',
  srt: 'srtSettings',
};
const members = ['settings', ...Object.values(memberOf)] as const;
/** Those of which there must be one for each pipeline. */
const perPipeline: readonly Member[] = ['settings', 'srtSettings'];

/**
 * Reports destinations that cannot be, whatever refers to them.
 * @throws AwsRefusal 400 for one with settings of several kinds
 */
export function checkDestinations(config: ChannelConfig, report: Report): void {
  const { destinations } = config;
  const ids = destinations.map(({ id }) => id);
  for (const [index, destination] of destinations.entries()) {
    const { id } = destination;
    const path = `/destinations/${index}`;
    if (id === '') report(`${path}/id`, 'is required');
    else if (!/^[A-Za-z0-9-]+$/.test(id)) {
      report(`${path}/id`, 'DestinationId should include only numbers, letters and hyphen');
    } else if (ids.indexOf(id) < index) report(`${path}/id`, `${id} is used by another destination`);
    const given = members.filter((member) => countOf(destination, member) > 0);
    if (given.length > 1) {
      throw badRequest(
        `Exactly one of settings, MediaPackage settings, or Multiplex settings is required for destination ${id}.`,
      );
    }
    for (const member of given) checkCount(destination, index, member, config, report);
  }
}

/** Reports a destination whose settings are not of the kind that refers to it, e.g. `hlsGroupSettings`. */
export function checkKind(
  destination: Destination,
  index: number,
  kind: string,
  config: ChannelConfig,
  report: Report,
): void {
  const member = memberOf[kind.replace(/(Group|Output)Settings$/, '')] ?? 'settings';
  // What is there in a wrong number is reported for the destination itself.
  if (countOf(destination, member) > 0) return;
  const needed = perPipeline.includes(member) ? pipelinesOf(config) : 1;
  report(`/destinations/${index}/${member}`, requiredText(needed));
}

function checkCount(
  destination: Destination,
  index: number,
  member: Member,
  config: ChannelConfig,
  report: Report,
): void {
  const pipelines = pipelinesOf(config);
  if (!perPipeline.includes(member) || countOf(destination, member) === pipelines) return;
  report(`/destinations/${index}/${member}`, requiredText(pipelines));
}

const requiredText = (count: number): string => `Exactly ${count} destinations settings required`;

const pipelinesOf = ({ channelClass }: ChannelConfig): number => (channelClass === 'SINGLE_PIPELINE' ? 1 : 2);

function countOf(destination: Destination, member: Member): number {
  const given = destination[member];
  if (Array.isArray(given)) return given.length;
  return given === undefined || given === null ? 0 : 1;
}
