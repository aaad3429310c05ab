import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';

export type Encoding = 'br' | 'gzip';

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** Below this many bytes, compressing costs more than it saves. */
const smallestEncoded = 1_024;

const encodings: readonly Encoding[] = ['br', 'gzip'];

/** Its types are of the version before. */
interface Preferring {
  encodings(available: string[], options: { preferred: readonly string[] }): string[];
}

/** Returns the encoding of a body for what `accept-encoding` names; null: as it is. */
export function encodingFor(accepted: string | string[] | undefined, length: number): Encoding | null {
  if (!accepted || length < smallestEncoded) return null;
  const headers = { 'accept-encoding': String(accepted) };
  const negotiator: Preferring = new Negotiator({ headers });
  const [best] = negotiator.encodings([...encodings, 'identity'], { preferred: encodings });
  return encodings.find((encoding) => encoding === best) ?? null;
}

/** Compresses a body, off the main thread. `thoroughly`: for what is compressed once and sent often. */
export function encodeBody(
  body: string | Buffer,
  encoding: Encoding,
  { thoroughly = false }: { thoroughly?: boolean } = {},
): Promise<Buffer> {
  return compressors[encoding](body, {
    level: thoroughly ? 6 : 1,
    params: { [constants.BROTLI_PARAM_QUALITY]: thoroughly ? 5 : 1 },
  } as object);
}
