import { networkInterfaces } from 'node:os';

/** True where programs can use `::1`. Says so where they cannot, so that a skip is seen. */
export function hasIpv6Loopback(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = addresses.some(({ address }) => address === '::1');
  if (!found) process.stderr.write('This machine has no ::1, so the tests that need it are skipped\n');
  return found;
}
