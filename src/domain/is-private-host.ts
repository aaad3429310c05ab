/** Networks that are no place on the internet: this host, private, link-local (the metadata of a machine), carrier-grade. */
const networks: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];

/** `instance-data` is what EC2 calls the metadata of a machine. */
const privateName = /(^|\.)(localhost|local|internal|intranet|home\.arpa|instance-data)$/;

/** True for a host of a URL that names a private, link-local or loopback address, in any of its spellings. */
export function isPrivateHost(host: string): boolean {
  const name = plainHost(host).replace(/\.$/, '');
  if (name.startsWith('[')) return isPrivateV6(groupsOf(name.slice(1, -1)));
  if (/^\d+(\.\d+){3}$/.test(name)) return isPrivateV4(numberOf(name));
  return privateName.test(name);
}

/** Writes 0x7f.1, 2130706433 and [0:0::1] as everybody else does. */
function plainHost(host: string): string {
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return host.toLowerCase();
  }
}

const numberOf = (dotted: string): number =>
  dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const isPrivateV4 = (address: number): boolean =>
  networks.some(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(numberOf(network) / size);
  });

function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const read = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [read(head), read(tail ?? '')];
  return tail === undefined ? first : [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
}

function isPrivateV6(groups: number[]): boolean {
  const [first = 0, second = 0, third = 0, , , sixth] = groups;
  // Unique local and link-local.
  if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80) return true;
  // 6to4 carries IPv4 at its beginning.
  if (first === 0x2002) return isPrivateV4(second * 65_536 + third);
  const embedded = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  const zero = groups.slice(0, 5).every((group) => group === 0);
  if (zero && sixth === 0) return embedded <= 1 || isPrivateV4(embedded);
  // IPv4 in IPv6, by mapping or by NAT64.
  const carriesV4 = (zero && sixth === 0xffff) || (first === 0x64 && second === 0xff9b);
  return carriesV4 && isPrivateV4(embedded);
}
