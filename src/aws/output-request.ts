import type { AddOutputRequest, Output, Protocol as WireProtocol } from '@aws-sdk/client-mediaconnect';
import type { Protocol } from '../domain/records.ts';
import { AwsError } from './aws-error.ts';
import type { OutputArgs } from './media-connect.ts';

const wireProtocols: Partial<Record<Protocol, WireProtocol>> = {
  SRT_CALLER: 'srt-caller',
  SRT_LISTENER: 'srt-listener',
  RIST: 'rist',
  RTP: 'rtp',
  RTP_FEC: 'rtp-fec',
  ZIXI_PUSH: 'zixi-push',
};

/**
 * The members that adding and updating an output share.
 * @throws AwsError INVALID for what no flow output can carry (RTMP above all).
 */
export function toOutputRequest({ protocol, url, srt, enabled }: OutputArgs, operation: string) {
  const wireProtocol = wireProtocols[protocol];
  if (!wireProtocol) throw new AwsError('INVALID', operation, `A flow has no ${protocol} outputs.`);
  const place = url === null ? null : placeOf(url);
  if (url !== null && !place) throw new AwsError('INVALID', operation, 'The URL names no host and port.');
  return {
    Protocol: wireProtocol,
    OutputStatus: enabled ? 'ENABLED' : 'DISABLED',
    ...(place && { Destination: place.host, Port: place.port }),
    ...(!place && srt?.listenPort != null && { Port: srt.listenPort }),
    ...(srt?.cidrAllowList && { CidrAllowList: srt.cidrAllowList }),
    ...(srt?.streamId != null && { StreamId: srt.streamId }),
    ...(srt?.latencyMs != null && { MinLatency: srt.latencyMs }),
    ...(srt?.passphraseSecretArn &&
      srt.passphraseRoleArn && {
        Encryption: {
          KeyType: 'srt-password',
          SecretArn: srt.passphraseSecretArn,
          RoleArn: srt.passphraseRoleArn,
        },
      }),
  } as const satisfies AddOutputRequest;
}

/** Whether AWS's output is what these arguments ask for, as far as it shows. */
export function matches(output: Output, args: OutputArgs): boolean {
  const { Encryption, CidrAllowList, ...others } = toOutputRequest(args, 'AddFlowOutputs');
  const wanted = { ...others, CidrAllowList: CidrAllowList?.join(), SecretArn: Encryption?.SecretArn };
  const shown = {
    Protocol: output.Transport?.Protocol,
    OutputStatus: output.OutputStatus ?? 'ENABLED',
    Destination: output.Destination,
    Port: output.Port,
    StreamId: output.Transport?.StreamId,
    MinLatency: output.Transport?.MinLatency,
    CidrAllowList: output.Transport?.CidrAllowList?.join(),
    SecretArn: output.Encryption?.SecretArn,
  };
  return Object.entries(shown).every(([member, value]) => {
    const asked: unknown = (wanted as Record<string, unknown>)[member];
    return asked === undefined || asked === value;
  });
}

function placeOf(url: string): { host: string; port: number } | null {
  const parts = /^[a-z][a-z0-9+.-]*:\/\/(?:\[([^\]]+)\]|([^/?#:@]+)):(\d{1,5})(?:[/?#]|$)/i.exec(url);
  const host = parts?.[1] ?? parts?.[2];
  return host && parts?.[3] ? { host, port: Number(parts[3]) } : null;
}
