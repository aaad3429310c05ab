import { createHash } from 'node:crypto';
import type { DescribeChannelCommandOutput } from '@aws-sdk/client-medialive';

type Setup = Partial<
  Pick<
    DescribeChannelCommandOutput,
    'EncoderSettings' | 'InputAttachments' | 'InputSpecification' | 'RoleArn' | 'Destinations'
  >
>;

/**
 * A digest of how a channel is set up, to see whether someone changed it: encoder, inputs, role, and where it pushes to.
 * The stream key is left out, so that nothing can be learnt of it.
 */
export function channelDigest(channel: Setup): string {
  const { EncoderSettings, InputAttachments, InputSpecification, RoleArn, Destinations = [] } = channel;
  const places = Destinations.map(({ Settings = [] }) => Settings.map(({ Url }) => Url));
  const setup = [EncoderSettings, InputAttachments, InputSpecification, RoleArn, places];
  return createHash('sha256').update(JSON.stringify(setup, sorted)).digest('base64url').slice(0, 22);
}

/** AWS promises no order of members. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
