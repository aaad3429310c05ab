import { z } from 'zod';
import type { StoredChannel } from '../world.ts';

/** The parts of a channel (wire form, default-filled) that MediaLive's own rules look at. */
const channelConfig = z.object({
  channelClass: z.string().optional(),
  roleArn: z.string().optional(),
  destinations: z
    .array(
      z.object({
        id: z.string().default(''),
        settings: z
          .array(z.object({ url: z.string().optional(), streamName: z.string().optional() }))
          .default([]),
        mediaConnectRouterSettings: z.array(z.unknown()).default([]),
        mediaPackageSettings: z.array(z.unknown()).default([]),
        multiplexSettings: z.unknown().optional(),
        srtSettings: z.array(z.unknown()).default([]),
      }),
    )
    .default([]),
  inputAttachments: z
    .array(
      z.object({
        inputId: z.string().optional(),
        inputAttachmentName: z.string().optional(),
        inputSettings: z
          .object({ audioSelectors: z.array(z.object({ name: z.string().optional() })).default([]) })
          .optional(),
      }),
    )
    .default([]),
  encoderSettings: z
    .object({
      audioDescriptions: z.array(z.object({ name: z.string(), audioSelectorName: z.string().optional() })),
      videoDescriptions: z.array(z.object({ name: z.string() })),
      outputGroups: z.array(
        z.object({
          name: z.string().optional(),
          outputGroupSettings: z.record(z.string(), z.unknown()),
          outputs: z.array(
            z.object({
              outputName: z.string().optional(),
              audioDescriptionNames: z.array(z.string()).default([]),
              videoDescriptionName: z.string().optional(),
              outputSettings: z.record(z.string(), z.unknown()),
            }),
          ),
        }),
      ),
    })
    .optional(),
});
export type ChannelConfig = z.infer<typeof channelConfig>;
export type EncoderSettings = NonNullable<ChannelConfig['encoderSettings']>;
export type OutputGroup = NonNullable<ChannelConfig['encoderSettings']>['outputGroups'][number];

export function readChannelConfig(config: StoredChannel['config']): ChannelConfig {
  return channelConfig.parse(config);
}

const reference = z.object({ destination: z.object({ destinationRefId: z.string().default('') }) });

/** The destination a group (`hlsGroupSettings`) or an output (`rtmpOutputSettings`) refers to, if it refers to one. */
export function referenceOf(
  settings: Readonly<Record<string, unknown>>,
): { kind: string; id: string } | null {
  for (const [kind, value] of Object.entries(settings)) {
    const read = reference.safeParse(value);
    if (read.success) return { kind, id: read.data.destination.destinationRefId };
  }
  return null;
}
