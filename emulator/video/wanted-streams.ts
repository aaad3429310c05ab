import { z } from 'zod';
import { flowConfig, output } from '../mediaconnect/model.ts';
import type { Account, StoredChannel, StoredFlow } from '../world.ts';

/** A flow's source: where packets are awaited, or fetched from. */
export interface WantedIngest {
  flowArn: string;
  mode: 'listener' | 'caller';
  host: string;
  port: number;
  latencyMs: number;
  streamId: string | null;
}

export interface WantedRtmpPush {
  kind: 'rtmp';
  flowArn: string;
  channelId: string;
  destinationId: string;
  url: string;
  streamName: string;
  retryIntervalMs: number;
  retries: number;
  /** Pause after the retries are used up; 0 means it is over. */
  restartDelayMs: number;
  /** RTMPS whose server must show a certificate that is trusted. */
  verifiesCertificate?: true;
}

export interface WantedSrtSend {
  kind: 'srt';
  flowArn: string;
  outputArn: string;
  mode: 'listener' | 'caller';
  host: string;
  port: number;
  latencyMs: number;
  streamId: string | null;
}

export interface WantedStreams {
  ingests: WantedIngest[];
  senders: (WantedRtmpPush | WantedSrtSend)[];
  /** What the account asks for and nobody here can carry, in words. */
  notCarried: string[];
}

/** Pure: which streams must flow for the account as it is now. */
export function wantedStreams(account: Account): WantedStreams {
  const wanted: WantedStreams = { ingests: [], senders: [], notCarried: [] };
  for (const flow of Object.values(account.flows)) {
    if (flow.state !== 'ACTIVE' && flow.state !== 'UPDATING') continue;
    wantSource(flow, wanted);
    wantOutputs(flow, wanted);
  }
  for (const channel of Object.values(account.channels)) {
    if (channel.state !== 'RUNNING' || channel.failedPipelines.includes('0')) continue;
    const flow = flowOf(account, channel);
    if (flow) wanted.senders.push(...pushesOf(account, channel, flow));
  }
  return wanted;
}

function wantSource(flow: StoredFlow, wanted: WantedStreams): void {
  const source = flowConfig.parse(flow.config).sources[0];
  const transport = source?.transport;
  if (!source || !transport) return;
  const { protocol, minLatency = 2_000, streamId = null } = transport;
  const named = `the source ${source.name} of ${flow.name}`;
  if (source.decryption) {
    wanted.notCarried.push(`${named}: encrypted sources are not carried`);
  } else if (protocol === 'srt-listener' && source.ingestPort) {
    wanted.ingests.push({
      flowArn: flow.arn,
      mode: 'listener',
      host: '127.0.0.1',
      port: source.ingestPort,
      latencyMs: minLatency,
      streamId,
    });
  } else if (protocol === 'srt-caller' && transport.sourceListenerAddress && transport.sourceListenerPort) {
    wanted.ingests.push({
      flowArn: flow.arn,
      mode: 'caller',
      host: transport.sourceListenerAddress,
      port: transport.sourceListenerPort,
      latencyMs: minLatency,
      streamId,
    });
  } else {
    wanted.notCarried.push(`${named}: ${protocol} is not carried, only SRT is`);
  }
}

function wantOutputs(flow: StoredFlow, wanted: WantedStreams): void {
  for (const stored of flow.outputs) {
    const config = output.parse(stored.config);
    const { transport, port, destination } = config;
    if (config.mediaLiveInputArn || config.outputStatus === 'DISABLED' || !transport || !port) continue;
    const listens = transport.protocol === 'srt-listener';
    const host = listens ? '127.0.0.1' : destination;
    if (config.encryption) {
      wanted.notCarried.push(`the output ${stored.name} of ${flow.name}: encrypted outputs are not carried`);
    } else if ((listens || transport.protocol === 'srt-caller') && host) {
      wanted.senders.push({
        kind: 'srt',
        flowArn: flow.arn,
        outputArn: stored.arn,
        mode: listens ? 'listener' : 'caller',
        host,
        port,
        latencyMs: transport.minLatency ?? 2_000,
        streamId: transport.streamId ?? null,
      });
    } else {
      wanted.notCarried.push(
        `the output ${stored.name} of ${flow.name}: ${transport.protocol} is not carried, only SRT is`,
      );
    }
  }
}

/** The flow that feeds a channel, unless it is off or its output toward the channel is switched off. */
function flowOf(account: Account, channel: StoredChannel): StoredFlow | undefined {
  const { inputAttachments } = attachments.parse(channel.config);
  const input = account.inputs[inputAttachments[0]?.inputId ?? ''];
  const flow = Object.values(account.flows).find((candidate) => candidate.arn === input?.flowArns[0]);
  const cut = flow?.outputs.some(
    ({ config }) => config['mediaLiveInputArn'] === input?.arn && config['outputStatus'] === 'DISABLED',
  );
  return cut ? undefined : flow;
}

const attachments = z.object({ inputAttachments: z.array(z.object({ inputId: z.string() })).default([]) });

/** The part of a MediaLive channel that says where its RTMP goes. */
const rtmpChannel = z.object({
  destinations: z
    .array(
      z.object({
        id: z.string(),
        settings: z
          .array(z.object({ url: z.string().optional(), streamName: z.string().optional() }))
          .default([]),
      }),
    )
    .default([]),
  encoderSettings: z.object({
    outputGroups: z.array(
      z.object({
        outputGroupSettings: z.object({
          rtmpGroupSettings: z.object({ restartDelay: z.number().default(15) }).optional(),
        }),
        outputs: z.array(
          z.object({
            outputSettings: z.object({
              rtmpOutputSettings: z
                .object({
                  destination: z.object({ destinationRefId: z.string() }),
                  certificateMode: z.string().optional(),
                  connectionRetryInterval: z.number().default(2),
                  numRetries: z.number().default(10),
                })
                .optional(),
            }),
          }),
        ),
      }),
    ),
  }),
});

function pushesOf(account: Account, channel: StoredChannel, flow: StoredFlow): WantedRtmpPush[] {
  const read = rtmpChannel.safeParse(channel.config);
  if (!read.success) return [];
  const { destinations, encoderSettings } = read.data;
  const pushes: WantedRtmpPush[] = [];
  for (const group of encoderSettings.outputGroups) {
    const rtmpGroup = group.outputGroupSettings.rtmpGroupSettings;
    for (const { outputSettings } of group.outputs) {
      const rtmp = outputSettings.rtmpOutputSettings;
      const destination = destinations.find(({ id }) => id === rtmp?.destination.destinationRefId);
      const [settings] = destination?.settings ?? [];
      if (!rtmpGroup || !rtmp || !destination || !settings?.url || !settings.streamName) continue;
      if (!URL.canParse(settings.url) || refuses(account, settings.url)) continue;
      pushes.push({
        kind: 'rtmp',
        flowArn: flow.arn,
        channelId: channel.id,
        destinationId: destination.id,
        url: settings.url,
        streamName: settings.streamName,
        retryIntervalMs: rtmp.connectionRetryInterval * 1_000,
        retries: rtmp.numRetries,
        restartDelayMs: rtmpGroup.restartDelay * 1_000,
        ...(/^rtmps:/i.test(settings.url) &&
          rtmp.certificateMode !== 'SELF_SIGNED' && { verifiesCertificate: true as const }),
      });
    }
  }
  return pushes;
}

/** A platform set to refuse is not pushed to at all; its alert follows from the setting. */
function refuses(account: Account, url: string): boolean {
  const [closest] = account.platforms
    .filter(({ urlPrefix }) => url.startsWith(urlPrefix))
    .sort((a, b) => b.urlPrefix.length - a.urlPrefix.length);
  return closest?.accepts === false;
}
