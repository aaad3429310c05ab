import { describe, expect, it } from 'vitest';
import { deliveryFault } from '../../src/domain/delivery-fault.ts';
import type { Channel, Flow } from '../../src/domain/records.ts';

const hevc = 'H.265 1920x1080 30 fps, AAC 48 kHz';
const avc = 'H.264 1920x1080 30 fps, AAC 48 kHz';
const refused = 'Failed RTMP Connection';
const unwritten = 'Failed to Write to Output';
const untrusted = 'Failed to Validate Certificate Chain When Publishing';

const faultOf = (format: string | null, ...types: string[]) =>
  deliveryFault({
    channel: { alerts: types.map((alertType) => ({ alertType })) } as Channel,
    flow: { sources: [{ format }] } as Flow,
  });

describe('the fault of a push that does not arrive', () => {
  it.each([
    [hevc, [unwritten], { kind: 'FORMAT', format: hevc }],
    [hevc, [refused, unwritten], { kind: 'REFUSED' }],
    [avc, [unwritten], { kind: 'REFUSED' }],
    [null, [unwritten], { kind: 'FORMAT', format: null }],
    [null, [refused, unwritten], { kind: 'REFUSED' }],
    [hevc, [], { kind: 'REFUSED' }],
    [avc, [untrusted, refused, unwritten], { kind: 'CERTIFICATE' }],
  ] as const)('of %s with %j is %j', (format, types, fault) => {
    expect(faultOf(format, ...types)).toEqual(fault);
  });

  it('is the platform where nothing is known', () => {
    expect(deliveryFault({ channel: undefined, flow: undefined })).toEqual({ kind: 'REFUSED' });
  });
});
