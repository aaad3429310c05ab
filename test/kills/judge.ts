import type { Output } from '@aws-sdk/client-mediaconnect';
import type { ChannelSummary } from '@aws-sdk/client-medialive';
import { decodeId } from '../../src/resolvers/global-id.ts';
import type { Wish } from './operate.ts';
import type { Aws } from './read-aws.ts';
import type { Recorded, Records } from './read-records.ts';

/** Everything in which the records differ from what was asked for, and AWS from the records: a sentence each. */
export function judge(wishes: readonly Wish[], records: Records, aws: Aws): string[] {
  return [
    ...judgeRecords(wishes, records),
    ...findDoubled(records.installationId, aws),
    ...judgeAws(wishes, records, aws),
  ];
}

/** Two things of one kind for one destination, what is on its way out aside. */
export function findDoubled(installationId: string, aws: Aws): string[] {
  const ours = owned(installationId, aws);
  return [
    ...repeated(
      ours.channels.filter(({ State }) => State !== 'DELETING').map(({ Tags }) => ownerOf(Tags)),
    ).map((id) => `${id} has two channels`),
    ...repeated(ours.inputs.filter(({ State }) => State !== 'DELETING').map(({ Tags }) => ownerOf(Tags))).map(
      (id) => `${id} has two inputs`,
    ),
    ...repeated(ours.outputs.map(({ Name }) => ownerOfName(installationId, Name))).map(
      (id) => `${id} has two outputs`,
    ),
  ];
}

function judgeRecords(wishes: readonly Wish[], { destinations, orphans }: Records): string[] {
  const troubles = orphans.map((orphan) => `taken for an orphan: ${JSON.stringify(orphan)}`);
  const kept = wishes.filter(({ desired }) => desired !== 'DELETED');
  for (const { name, id } of destinations)
    if (!kept.some((wish) => wish.id === id)) troubles.push(`${name} is recorded and nobody wants it`);
  for (const wish of kept) {
    const found = destinations.filter(({ id }) => id === wish.id);
    if (found.length !== 1) troubles.push(`${wish.name} is recorded ${found.length} times`);
    const [record] = found;
    if (!record) continue;
    for (const [field, asked, recorded] of [
      ['name', wish.name, record.name],
      ['url', wish.url, record.url],
      ['mode', wish.mode, record.deliveryMode],
      ['desired', wish.desired, record.desiredState],
      ['status', wish.desired === 'RUNNING' ? 'RUNNING' : 'IDLE', record.status],
    ] as const) {
      if (asked !== recorded) troubles.push(`${wish.name}: ${field} is ${recorded} instead of ${asked}`);
    }
  }
  return troubles;
}

function judgeAws(wishes: readonly Wish[], records: Records, aws: Aws): string[] {
  const ours = owned(records.installationId, aws);
  const troubles: string[] = [];
  const ids = new Map(
    records.destinations.map((record) => [decodeId('Destination', record.id) ?? '', record]),
  );

  for (const { Id, State, Tags } of ours.channels) {
    if (ids.get(ownerOf(Tags))?.channel?.awsId !== Id) troubles.push(`channel ${Id} (${State}) is an orphan`);
  }
  for (const { Id, State, Tags, AttachedChannels = [] } of ours.inputs) {
    const record = ids.get(ownerOf(Tags));
    if (!record) troubles.push(`input ${Id} (${State}) is an orphan`);
    const attached = record?.channel ? [record.channel.awsId] : [];
    if (record && String(AttachedChannels) !== String(attached))
      troubles.push(`input ${Id} is attached to [${AttachedChannels}] instead of [${attached}]`);
  }
  for (const { OutputArn, Name, MediaLiveInputArn } of ours.outputs) {
    const record = ids.get(ownerOfName(records.installationId, Name));
    if (record?.output?.arn !== OutputArn || MediaLiveInputArn) troubles.push(`output ${Name} is an orphan`);
  }
  for (const record of records.destinations) {
    const wish = wishes.find(({ id }) => id === record.id);
    if (!wish) continue;
    const lacks = record.deliveryMode === 'FLOW_OUTPUT' ? judgeOutput : judgeChannel;
    troubles.push(...lacks(record, wish, aws).map((trouble) => `${record.name}: ${trouble}`));
  }
  const fed = aws.inputs.map(({ Arn }) => Arn);
  const managed = outputsOf(aws).flatMap(({ MediaLiveInputArn }) => MediaLiveInputArn ?? []);
  for (const arn of fed) {
    const count = managed.filter((other) => other === arn).length;
    if (count !== 1) troubles.push(`${arn} has ${count} outputs of MediaLive`);
  }
  for (const arn of managed) if (!fed.includes(arn)) troubles.push(`an output is left of ${arn}`);
  return troubles;
}

function judgeChannel(record: Recorded, wish: Wish, aws: Aws): string[] {
  const { channel } = record;
  if (!channel) return wish.desired === 'RUNNING' ? ['it runs without a channel'] : [];
  const found = aws.channels.find(({ Id }) => Id === channel.awsId);
  if (!found) return [`channel ${channel.awsId} is lost`];
  const troubles: string[] = [];
  const state = wish.desired === 'RUNNING' ? 'RUNNING' : 'IDLE';
  if (found.State !== state || channel.state !== state)
    troubles.push(`its channel is ${found.State}, recorded as ${channel.state}, instead of ${state}`);
  if (state === 'RUNNING' && !record.pendingChanges)
    troubles.push(...differs({ url: wish.url, streamName: wish.streamKey }, pushOf(found)));
  return troubles;
}

function judgeOutput(record: Recorded, wish: Wish, aws: Aws): string[] {
  const { output } = record;
  if (!output) return wish.desired === 'RUNNING' ? ['it runs without an output'] : [];
  const found = outputsOf(aws).find(({ OutputArn }) => OutputArn === output.arn);
  if (!found) return [`output ${output.arn} is lost`];
  const troubles: string[] = [];
  const enabled = found.OutputStatus === 'ENABLED';
  if (enabled !== (wish.desired === 'RUNNING') || output.enabled !== enabled)
    troubles.push(`its output is ${found.OutputStatus}, recorded as ${output.enabled}, wish ${wish.desired}`);
  if (enabled && !record.pendingChanges)
    troubles.push(...differs({ url: wish.url }, { url: `srt://${found.Destination}:${found.Port}` }));
  return troubles;
}

function pushOf({ Destinations = [] }: ChannelSummary) {
  const [settings] = Destinations.flatMap(({ Settings = [] }) => Settings);
  return { url: settings?.Url, streamName: settings?.StreamName };
}

function differs(wanted: object, found: object): string[] {
  return JSON.stringify(wanted) === JSON.stringify(found)
    ? []
    : [`AWS pushes ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
}

const outputsOf = ({ flow }: Aws): Output[] => flow.Outputs ?? [];

function owned(installationId: string, aws: Aws) {
  const ours = ({ Tags }: { Tags?: Record<string, string> | undefined }) =>
    Tags?.['lunora:installation'] === installationId;
  return {
    channels: aws.channels.filter(ours),
    inputs: aws.inputs.filter(ours),
    outputs: outputsOf(aws).filter(({ Name = '' }) => Name.startsWith(`lunora-${installationId}-`)),
  };
}

const ownerOf = (tags: Record<string, string> = {}): string => tags['lunora:destination'] ?? '';

/** `lunora-<installation>-<destination>-<generation>` */
const ownerOfName = (installationId: string, name = ''): string =>
  name.slice(`lunora-${installationId}-`.length).replace(/-\d+$/, '');

const repeated = (ids: readonly string[]): string[] => ids.filter((id, n) => ids.indexOf(id) !== n);
