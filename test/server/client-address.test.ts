import { expect, it } from 'vitest';
import { clientAddress } from '../../src/server/client-address.ts';

const from = (remoteAddress: string | undefined, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

it.each<[string | undefined, string | undefined, number, string]>([
  ['192.0.2.1', undefined, 0, '192.0.2.1'],
  ['192.0.2.1', '198.51.100.7', 0, '192.0.2.1'],
  ['10.0.0.1', '198.51.100.7', 1, '198.51.100.7'],
  ['10.0.0.1', '203.0.113.5, 198.51.100.7', 1, '198.51.100.7'],
  ['10.0.0.1', '203.0.113.5, 198.51.100.7', 2, '203.0.113.5'],
  ['10.0.0.1', '198.51.100.7', 2, '198.51.100.7'],
  ['10.0.0.1', undefined, 1, '10.0.0.1'],
  ['10.0.0.1', 'unknown', 1, '10.0.0.1'],
  ['::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', undefined, 0, '2001:db8:1:2::/64'],
  ['2001:0DB8::1', undefined, 0, '2001:db8:0:0::/64'],
  ['fe80::1%eth0', undefined, 0, 'fe80:0:0:0::/64'],
  ['::1', undefined, 0, '0:0:0:0::/64'],
  [undefined, undefined, 0, ''],
])('finds behind %s and %s with %i proxies trusted the address %s', (direct, forwarded, proxies, address) => {
  expect(clientAddress(from(direct, forwarded), proxies)).toBe(address);
});
