import type { AddOutputRequest, Encryption, Output, Protocol, Source } from './model.ts';
import { badRequest } from './model.ts';

/** What an output of each protocol must say; protocols that are absent cannot be outputs here. */
const required: Partial<Record<Protocol, readonly (keyof AddOutputRequest)[]>> = {
  rist: ['destination', 'port'],
  'rtmp-push': ['destination', 'port', 'rtmpPushSettings'],
  rtp: ['destination', 'port'],
  'rtp-fec': ['destination', 'port'],
  'srt-caller': ['destination', 'port'],
  'srt-listener': ['cidrAllowList', 'port'],
  udp: ['destination', 'port'],
  'zixi-pull': ['cidrAllowList', 'remoteId'],
  'zixi-push': ['destination', 'port'],
};

/** Ports taken besides the given one (MediaConnect user guide: RIST and RTP-FEC use companions). */
const companions: Partial<Record<Protocol, readonly number[]>> = { rist: [1], 'rtp-fec': [2, 4] };

/** @throws AwsRefusal 400 when the output's settings do not go together. */
export function checkOutput(request: AddOutputRequest): void {
  const { protocol } = request;
  const members = required[protocol];
  if (!members) throw badRequest(`The protocol ${protocol} is not supported for this output.`);
  const missing = members.find((member) => {
    const value = request[member];
    return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  });
  if (missing) throw badRequest(`${missing} is required for an output that uses the protocol ${protocol}.`);
  if (request.destination?.includes('/')) {
    throw badRequest('destination must be an IP address or a host name.');
  }
  if (protocol !== 'rtmp-push' && request.rtmpPushSettings) {
    throw badRequest('rtmpPushSettings requires the protocol rtmp-push.');
  }
  request.cidrAllowList?.forEach(checkCidr);
  checkSrtLatency(protocol, request.minLatency);
  checkEncryption(protocol, request.encryption);
}

/** @throws AwsRefusal 400 */
export function checkCidr(cidr: string): void {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr)?.slice(1).map(Number);
  if (!parts || parts.slice(0, 4).some((part) => part > 255) || (parts[4] ?? 33) > 32) {
    throw badRequest(`${cidr} is not a valid CIDR block.`);
  }
}

/** @throws AwsRefusal 400 */
export function checkSrtLatency(protocol: Protocol | undefined, minLatency: number | undefined): void {
  if (!protocol?.startsWith('srt-') || minLatency === undefined) return;
  if (minLatency < 10 || minLatency > 15_000) {
    throw badRequest('minLatency must be between 10 and 15000 milliseconds.');
  }
}

/** @throws AwsRefusal 400 when the protocol cannot be encrypted this way. */
export function checkEncryption(protocol: Protocol | undefined, encryption: Encryption | undefined): void {
  if (!encryption) return;
  const keyType = encryption.keyType ?? 'static-key';
  const wanted = protocol?.startsWith('srt-') ? 'srt-password' : 'static-key';
  if (protocol && !protocol.startsWith('srt-') && !protocol.startsWith('zixi-')) {
    throw badRequest(`Encryption is not supported for the protocol ${protocol}.`);
  }
  if (keyType !== wanted) throw badRequest(`The key type ${keyType} is not supported for ${protocol}.`);
  if (!encryption.secretArn) throw badRequest(`secretArn is required for the key type ${keyType}.`);
}

/** Where an output sends to or listens, including companion ports, as comparable words. */
export function outputPlaces(output: Output): string[] {
  const { port, transport } = output;
  if (port === undefined || !transport) return [];
  const host = transport.protocol === 'srt-listener' ? 'listener' : output.destination;
  return [0, ...(companions[transport.protocol] ?? [])].map((offset) => `${host}:${port + offset}`);
}

/** Where a source listens. */
export function sourcePlaces(source: Source): string[] {
  if (source.ingestPort === undefined || source.transport?.protocol === 'srt-caller') return [];
  return [`listener:${source.ingestPort}`];
}

/** @throws AwsRefusal 400 when a place is taken. */
export function checkPlaces(wanted: readonly string[], taken: readonly string[]): void {
  const clash = wanted.find((place) => taken.includes(place));
  if (clash) throw badRequest(`${clash} is already in use by another output or source of the flow.`);
}
