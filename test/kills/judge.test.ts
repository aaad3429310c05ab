import { describe, expect, it } from 'vitest';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { findDoubled, judge } from './judge.ts';
import type { Wish } from './operate.ts';
import type { Aws } from './read-aws.ts';
import type { Recorded, Records } from './read-records.ts';

const inputArn = 'arn:aws:medialive:us-east-1:111122223333:input:1';
const tags = { 'lunora:installation': 'here', 'lunora:destination': 'a', 'lunora:generation': '1' };

/** A channel that runs, an output that is stopped, both as asked for. */
function calm() {
  const channelWish: Wish = {
    ...{ id: encodeId('Destination', 'a'), name: 'A', mode: 'DEDICATED_CHANNEL', desired: 'RUNNING' },
    ...{ url: 'rtmp://a.example/live', streamKey: 'fake-key' },
  };
  const outputWish: Wish = {
    ...{ id: encodeId('Destination', 'b'), name: 'B', mode: 'FLOW_OUTPUT', desired: 'STOPPED' },
    ...{ url: 'srt://b.example:5000', streamKey: null },
  };
  const record = ({ id, name, mode, desired, url }: Wish): Recorded => ({
    ...{ id, name, deliveryMode: mode, desiredState: desired, url, pendingChanges: false, billing: true },
    ...{
      status: desired === 'RUNNING' ? 'RUNNING' : 'IDLE',
      channel: null,
      output: null,
      stale: false,
      statusReason: null,
    },
  });
  const channelRecord: Recorded = {
    ...record(channelWish),
    channel: { awsId: '7', state: 'RUNNING' },
  };
  const outputRecord: Recorded = { ...record(outputWish), output: { arn: 'arn:b', enabled: false } };
  const channel = {
    ...{ Id: '7', State: 'RUNNING' as const, Tags: tags },
    Destinations: [{ Settings: [{ Url: 'rtmp://a.example/live', StreamName: 'fake-key' }] }],
  };
  const input = {
    ...{ Id: '1', Arn: inputArn, State: 'ATTACHED' as const },
    ...{ Tags: tags, AttachedChannels: ['7'] },
  };
  const managed = { Name: 'by MediaLive', OutputArn: 'arn:m', MediaLiveInputArn: inputArn };
  const output = {
    ...{ Name: 'lunora-here-b-1', OutputArn: 'arn:b', OutputStatus: 'DISABLED' as const },
    ...{ Destination: 'b.example', Port: 5_000 },
  };
  const records: Records = {
    ...{ installationId: 'here', asOf: '', orphans: [] },
    destinations: [channelRecord, outputRecord],
  };
  const aws = {
    channels: [channel],
    inputs: [input],
    flow: { Outputs: [managed, output] },
  } as unknown as Aws;
  return { wishes: [channelWish, outputWish], records, aws, channelWish, outputWish, channelRecord, channel };
}

type World = ReturnType<typeof calm>;
const outputs = ({ aws }: World) => aws.flow.Outputs ?? [];

/** What went wrong, and what is said of it. */
const wrongs: Record<string, [(world: World) => unknown, RegExp]> = {
  'a deleted one is still recorded': [
    ({ outputWish }) => (outputWish.desired = 'DELETED'),
    /B is recorded and nobody wants it/,
  ],
  'a created one is lost': [({ records }) => records.destinations.pop(), /B is recorded 0 times/],
  'a created one is there twice': [
    ({ records, channelRecord }) => records.destinations.push(channelRecord),
    /A is recorded 2 times/,
  ],
  'an edit is lost': [({ channelWish }) => (channelWish.name = 'A2'), /name is A instead of A2/],
  'a stop is lost': [({ channelWish }) => (channelWish.desired = 'STOPPED'), /desired is RUNNING instead/],
  'it is stuck': [({ channelRecord }) => (channelRecord.status = 'STARTING'), /status is STARTING/],
  'Lunora knows of an orphan': [({ records }) => records.orphans.push({ awsId: '9' }), /taken for an orphan/],
  'a channel has no owner': [
    ({ aws, channel }) =>
      aws.channels.push({ ...channel, Id: '8', Tags: { ...tags, 'lunora:destination': 'gone' } }),
    /channel 8 \(RUNNING\) is an orphan/,
  ],
  'a channel is doubled': [
    ({ aws, channel }) => aws.channels.push({ ...channel, Id: '8' }),
    /a has two channels/,
  ],
  'a channel is lost': [({ aws }) => aws.channels.pop(), /channel 7 is lost/],
  'a channel stands still': [({ channel }) => ((channel.State as string) = 'IDLE'), /its channel is IDLE/],
  'a rotated key never reached AWS': [
    ({ channelWish }) => (channelWish.streamKey = 'fake-key-2'),
    /AWS pushes .*fake-key"/,
  ],
  'an input has no owner': [
    ({ aws }) =>
      aws.inputs.push({ ...aws.inputs[0], Id: '2', Tags: { ...tags, 'lunora:destination': 'gone' } }),
    /input 2 \(ATTACHED\) is an orphan/,
  ],
  'an input is doubled': [
    ({ aws }) => aws.inputs.push({ ...aws.inputs[0], Id: '2', AttachedChannels: [] }),
    /a has two inputs/,
  ],
  'an output has no owner': [
    (world) => outputs(world).push({ Name: 'lunora-here-gone-1', OutputArn: 'arn:x' } as never),
    /output lunora-here-gone-1 is an orphan/,
  ],
  'an output is doubled': [
    (world) => outputs(world).push({ Name: 'lunora-here-b-2', OutputArn: 'arn:b2' } as never),
    /b has two outputs/,
  ],
  'an output is lost': [(world) => outputs(world).pop(), /output arn:b is lost/],
  'a stopped output sends': [
    (world) => Object.assign(outputs(world)[1] ?? {}, { OutputStatus: 'ENABLED' }),
    /its output is ENABLED/,
  ],
  'an output of MediaLive is left': [({ aws }) => aws.inputs.pop(), /an output is left of/],
  'an output of MediaLive is gone': [(world) => outputs(world).shift(), /has 0 outputs of MediaLive/],
};

describe('what is told of a world of records and resources', () => {
  it('is nothing while all is as asked for', () => {
    const { wishes, records, aws } = calm();
    expect(judge(wishes, records, aws)).toEqual([]);
  });

  it.each(Object.entries(wrongs))('%s', (_name, [spoil, said]) => {
    const world = calm();
    spoil(world);
    expect(judge(world.wishes, world.records, world.aws).join('\n')).toMatch(said);
  });

  it('counts nothing as doubled that is on its way out', () => {
    const { aws, channel } = calm();
    aws.channels.push({ ...channel, Id: '8', State: 'DELETING' });
    expect(findDoubled('here', aws)).toEqual([]);
  });
});
