import { createHash } from 'node:crypto';
import type { DescribeChannelCommandOutput } from '@aws-sdk/client-medialive';
import { twoParts } from '../domain/edited.ts';

type Setup = Partial<
  Pick<
    DescribeChannelCommandOutput,
    'EncoderSettings' | 'InputAttachments' | 'InputSpecification' | 'RoleArn' | 'Destinations'
  >
>;

/**
 * Digests of how a channel is set up, to see with `editBetween` whether someone changed it: of where it pushes to, with
 * the fingerprint of the stream key, which is made with a secret, so that nothing can be learnt of the key; and of its
 * encoder, inputs and role.
 */
export function channelDigest(channel: Setup, fingerprint: (key: string) => string): string {
  const { EncoderSettings, InputAttachments, InputSpecification, RoleArn, Destinations = [] } = channel;
  const places = Destinations.map(({ Settings = [] }) =>
    Settings.map(({ Url, StreamName }) => [Url, StreamName === undefined ? null : fingerprint(StreamName)]),
  );
  return twoParts(digest(places), digest([EncoderSettings, InputAttachments, InputSpecification, RoleArn]));
}

const digest = (setup: unknown): string =>
  createHash('sha256').update(JSON.stringify(setup, sorted)).digest('base64url').slice(0, 22);

/** AWS promises no order of members. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
