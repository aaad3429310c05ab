import { readFlowConfig } from '../mediaconnect/flow-record.ts';
import { output } from '../mediaconnect/model.ts';
import { runningPipelines } from '../medialive/channel-state.ts';
import type { Account, ChannelState, FlowState, StoredAlert, StoredFlow } from '../world.ts';

/** What of an account events tell of, as it was at one instant. */
export interface Sighting {
  channels: Map<string, SightedChannel>;
  flows: Map<string, SightedFlow>;
}

export interface SightedChannel {
  arn: string;
  state: ChannelState;
  pipelinesRunning: number;
  /** Those that are SET, by id. */
  alerts: Map<string, SightedAlert>;
}

export type SightedAlert = Pick<StoredAlert, 'alertType' | 'message' | 'pipelineId'>;

export interface SightedFlow {
  state: FlowState;
  /** ARN of the source that feeds it. */
  sourceArn: string;
  /** Null: not ACTIVE, so nobody listens. */
  sourceConnected: boolean | null;
  outputs: Map<string, SightedOutput>;
}

export interface SightedOutput {
  enabled: boolean;
  /** Null: AWS does not tell of this kind of output, or nothing is known. */
  connected: boolean | null;
}

/** `imagined`: without real video, receivers of SRT are there unless the account says they refuse. */
export function sightingOf(account: Account, imagined: boolean): Sighting {
  const channels = Object.values(account.channels).map((channel): [string, SightedChannel] => [
    channel.id,
    {
      arn: channel.arn,
      state: channel.state,
      pipelinesRunning: runningPipelines(channel).length,
      alerts: new Map(
        channel.alerts
          .filter(({ state }) => state === 'SET')
          .map(({ id, alertType, message, pipelineId }) => [id, { alertType, message, pipelineId }]),
      ),
    },
  ]);
  const flows = Object.values(account.flows).map((flow): [string, SightedFlow] => [
    flow.arn,
    {
      state: flow.state,
      sourceArn: readFlowConfig(flow).sources[0]?.sourceArn ?? '',
      sourceConnected: flow.state === 'ACTIVE' ? flow.encoderSending : null,
      outputs: new Map(
        flow.outputs.map(({ arn, config }) => [
          arn,
          {
            enabled: config['outputStatus'] !== 'DISABLED',
            connected: imagined && !config['mediaLiveInputArn'] ? isConnected(account, flow, config) : null,
          },
        ]),
      ),
    },
  ]);
  return { channels: new Map(channels), flows: new Map(flows) };
}

/** Only of those that call a receiver themselves can a lone program say what would become of them. */
function isConnected({ platforms }: Account, flow: StoredFlow, config: object): boolean | null {
  const { transport, outputStatus, destination, port } = output.parse(config);
  if (transport?.protocol !== 'srt-caller') return null;
  if (flow.state !== 'ACTIVE' || outputStatus === 'DISABLED') return false;
  const url = `srt://${destination}:${port}`;
  const [closest] = platforms
    .filter(({ urlPrefix }) => url.startsWith(urlPrefix))
    .sort((a, b) => b.urlPrefix.length - a.urlPrefix.length);
  return closest?.accepts !== false;
}
