import { z } from 'zod';
import { AwsRefusal } from '../service.ts';

/*
 * The part of MediaConnect's model that is emulated, in wire form (camelCase). Written by hand from the types and
 * serializers of `@aws-sdk/client-mediaconnect` 3.654, which ships no schemas, with what newer models add where it is
 * kept. Any other member of a request is refused by its name, so that nothing a newer client sends is lost unseen.
 */

const protocol = z.enum([
  'cdi',
  'fujitsu-qos',
  'rist',
  'rtp',
  'rtmp-push',
  'rtp-fec',
  'srt-caller',
  'srt-listener',
  'st2110-jpegxs',
  'udp',
  'zixi-pull',
  'zixi-push',
]);
export type Protocol = z.infer<typeof protocol>;

const port = z.int().min(1).max(65_535);
const milliseconds = z.int().min(0);
const outputStatus = z.enum(['ENABLED', 'DISABLED']);
const vpcInterfaceAttachment = z.strictObject({ vpcInterfaceName: z.string().optional() });

export const encryption = z.strictObject({
  algorithm: z.enum(['aes128', 'aes192', 'aes256']).optional(),
  constantInitializationVector: z.string().optional(),
  deviceId: z.string().optional(),
  keyType: z.enum(['speke', 'srt-password', 'static-key']).optional(),
  region: z.string().optional(),
  resourceId: z.string().optional(),
  roleArn: z.string(),
  secretArn: z.string().optional(),
  url: z.string().optional(),
});
export type Encryption = z.infer<typeof encryption>;

/** The most tags of a resource. */
export const maxTags = 50;
const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .refine((given) => Object.keys(given).length <= maxTags, `at most ${maxTags} tags`);

/** Where an RTMP output pushes to besides its destination and port; with `tlsEncryption` by RTMPS. */
const rtmpPushSettings = z.strictObject({
  applicationName: z.string().min(1),
  streamName: z.string().min(1),
  tlsEncryption: z
    .strictObject({
      encryptionConfiguration: z.strictObject({ public: z.strictObject({}) }),
      encryptionType: z.enum(['PUBLIC']).optional(),
    })
    .optional(),
});

const outputSettings = {
  cidrAllowList: z.array(z.string()).optional(),
  description: z.string().optional(),
  destination: z.string().optional(),
  maxLatency: milliseconds.optional(),
  minLatency: milliseconds.optional(),
  outputStatus: outputStatus.optional(),
  port: port.optional(),
  remoteId: z.string().optional(),
  rtmpPushSettings: rtmpPushSettings.optional(),
  senderControlPort: port.optional(),
  smoothingLatency: milliseconds.optional(),
  streamId: z.string().optional(),
  vpcInterfaceAttachment: vpcInterfaceAttachment.optional(),
};

export const addOutputRequest = z.strictObject({
  ...outputSettings,
  encryption: encryption.optional(),
  name: z.string().min(1).optional(),
  outputTags: tags.optional(),
  protocol,
});
export type AddOutputRequest = z.infer<typeof addOutputRequest>;

export const updateFlowOutputRequest = z.strictObject({
  ...outputSettings,
  encryption: encryption.partial().optional(),
  protocol: protocol.optional(),
  senderIpAddress: z.string().optional(),
});
export type UpdateFlowOutputRequest = z.infer<typeof updateFlowOutputRequest>;

const sourceSettings = {
  description: z.string().optional(),
  entitlementArn: z.string().optional(),
  ingestPort: port.optional(),
  maxBitrate: z.int().min(1).optional(),
  maxLatency: milliseconds.optional(),
  maxSyncBuffer: milliseconds.optional(),
  minLatency: milliseconds.optional(),
  protocol: protocol.optional(),
  senderControlPort: port.optional(),
  senderIpAddress: z.string().optional(),
  sourceListenerAddress: z.string().optional(),
  sourceListenerPort: port.optional(),
  streamId: z.string().optional(),
  vpcInterfaceName: z.string().optional(),
  whitelistCidr: z.string().optional(),
};

export const setSourceRequest = z.strictObject({
  ...sourceSettings,
  decryption: encryption.optional(),
  name: z.string().min(1).optional(),
  sourceTags: tags.optional(),
});
export type SetSourceRequest = z.infer<typeof setSourceRequest>;

export const updateFlowSourceRequest = z.strictObject({
  ...sourceSettings,
  decryption: encryption.partial().optional(),
});

export const failoverConfig = z.strictObject({
  failoverMode: z.enum(['MERGE', 'FAILOVER']).optional(),
  recoveryWindow: z.int().optional(),
  sourcePriority: z.strictObject({ primarySource: z.string().optional() }).optional(),
  state: z.enum(['ENABLED', 'DISABLED']).optional(),
});
export type FailoverConfig = z.infer<typeof failoverConfig>;
const monitoringConfig = z.strictObject({ thumbnailState: z.enum(['ENABLED', 'DISABLED']).optional() });
const maintenanceDay = z.enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']);
const maintenance = z.strictObject({
  maintenanceDay,
  maintenanceStartHour: z.string().regex(/^([01]\d|2[0-3]):00$/),
});

export const createFlowRequest = z.strictObject({
  availabilityZone: z.string().optional(),
  entitlements: z.array(z.unknown()).optional(),
  flowTags: tags.optional(),
  maintenance: maintenance.optional(),
  mediaStreams: z.array(z.unknown()).optional(),
  name: z.string().min(1),
  outputs: z.array(addOutputRequest).optional(),
  source: setSourceRequest.optional(),
  sourceFailoverConfig: failoverConfig.optional(),
  sourceMonitoringConfig: monitoringConfig.optional(),
  sources: z.array(setSourceRequest).optional(),
  vpcInterfaces: z.array(z.unknown()).optional(),
});

export const updateFlowRequest = z.strictObject({
  maintenance: maintenance.partial().extend({ maintenanceScheduledDate: z.string().optional() }).optional(),
  sourceFailoverConfig: failoverConfig.optional(),
  sourceMonitoringConfig: monitoringConfig.optional(),
});

export const addFlowOutputsRequest = z.strictObject({ outputs: z.array(addOutputRequest).min(1) });
export const addFlowSourcesRequest = z.strictObject({ sources: z.array(setSourceRequest).min(1) });
export const tagResourceRequest = z.strictObject({ tags });

const transport = z.object({
  cidrAllowList: z.array(z.string()).optional(),
  maxBitrate: z.int().optional(),
  maxLatency: milliseconds.optional(),
  maxSyncBuffer: milliseconds.optional(),
  minLatency: milliseconds.optional(),
  protocol,
  remoteId: z.string().optional(),
  senderControlPort: port.optional(),
  senderIpAddress: z.string().optional(),
  smoothingLatency: milliseconds.optional(),
  sourceListenerAddress: z.string().optional(),
  sourceListenerPort: port.optional(),
  streamId: z.string().optional(),
});
export type Transport = z.infer<typeof transport>;

/** An output as Describe shows it. Loose, because MediaLive's own outputs are stored by MediaLive. */
export const output = z.looseObject({
  description: z.string().optional(),
  destination: z.string().optional(),
  encryption: encryption.optional(),
  listenerAddress: z.string().optional(),
  mediaLiveInputArn: z.string().optional(),
  outputStatus: outputStatus.optional(),
  port: port.optional(),
  rtmpPushSettings: rtmpPushSettings.optional(),
  transport: transport.optional(),
  vpcInterfaceAttachment: vpcInterfaceAttachment.optional(),
});
export type Output = z.infer<typeof output>;

/** A source as Describe shows it. */
export const source = z.object({
  decryption: encryption.optional(),
  description: z.string().optional(),
  entitlementArn: z.string().optional(),
  ingestIp: z.string().optional(),
  ingestPort: port.optional(),
  name: z.string(),
  senderControlPort: port.optional(),
  senderIpAddress: z.string().optional(),
  sourceArn: z.string(),
  transport: transport.optional(),
  vpcInterfaceName: z.string().optional(),
  whitelistCidr: z.string().optional(),
});
export type Source = z.infer<typeof source>;

/** A flow as Describe shows it, without what the flow's record holds itself (ARN, name, status, outputs). */
export const flowConfig = z.object({
  availabilityZone: z.string(),
  description: z.string(),
  egressIp: z.string(),
  entitlements: z.array(z.unknown()),
  maintenance: updateFlowRequest.shape.maintenance,
  sourceFailoverConfig: failoverConfig.optional(),
  sourceMonitoringConfig: monitoringConfig.optional(),
  sources: z.array(source).min(1),
  vpcInterfaces: z.array(z.unknown()),
});
export type FlowConfig = z.infer<typeof flowConfig>;

/**
 * Reads a request body by its shape.
 * @throws AwsRefusal 400 naming the member at fault.
 */
export function readRequest<T>(shape: z.ZodType<T>, body: unknown): T {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw badRequest(`The local AWS does not know the member ${[...issue.path, issue.keys[0]].join('.')}.`);
  }
  throw badRequest(`Invalid value for ${issue?.path.join('.') || 'the request body'}: ${issue?.message}`);
}

/** MediaConnect's one answer to everything a caller did wrong: it models no conflict and no validation error. */
export function badRequest(message: string): AwsRefusal {
  return new AwsRefusal(400, 'BadRequestException', message);
}
