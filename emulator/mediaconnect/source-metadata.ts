import type { Operation } from '../service.ts';
import type { SourceFormat, World } from '../world.ts';
import { findFlow, primarySource, requireState } from './flow-record.ts';
import { noStream } from './no-stream.ts';

/** What the flow sees on its source right now: programs while packets come, a message while none do. */
export function sourceMetadataOperation(world: World): Operation {
  return {
    name: 'DescribeFlowSourceMetadata',
    method: 'GET',
    path: '/v1/flows/{FlowArn}/source-metadata',
    handle({ params }) {
      const flow = findFlow(world, params['FlowArn']);
      requireState(flow, 'describe the source metadata of', 'ACTIVE', 'UPDATING');
      const seen = flow.encoderSending;
      return {
        status: 200,
        body: {
          flowArn: flow.arn,
          timestamp: new Date(world.now()).toISOString(),
          messages: seen
            ? []
            : [
                {
                  code: 'SOURCE_DISCONNECTED',
                  message: 'No transport stream is being received on the source.',
                  resourceName: primarySource(flow).name,
                },
              ],
          transportMediaInfo: { programs: seen ? [program(flow.format)] : [] },
        },
      };
    },
  };
}

/** Without a format, packets come and nothing is known of what they carry. */
function program(format: SourceFormat | null): object {
  return {
    pcrPid: 256,
    programName: 'Service01',
    programNumber: 1,
    programPid: 4096,
    streams: format ? streamsOf(format) : [],
  };
}

function streamsOf(format: SourceFormat): object[] {
  const streams = [
    {
      codec: format.videoCodec.toUpperCase(),
      frameRate: String(format.framesPerSecond),
      frameResolution: { frameHeight: format.height, frameWidth: format.width },
      pid: 256,
      streamType: 'VIDEO',
    },
    {
      channels: 2,
      codec: format.audioCodec.toUpperCase(),
      pid: 257,
      sampleRate: format.audioSampleRate,
      sampleSize: 16,
      streamType: 'AUDIO',
    },
  ];
  return streams.filter(({ codec }) => codec !== noStream.toUpperCase());
}
