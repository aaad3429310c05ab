import { existsSync } from 'node:fs';

export interface FfmpegArgs {
  args: readonly string[];
  /** What ffmpeg reads at `secretFile`; null where nothing is to be hidden. */
  secret: string | null;
}

/** Path at which ffmpeg finds the file that it was started with as descriptor 3. */
export const secretFile = '/dev/fd/3';

/** ffmpeg reads a preset file in lines of this many bytes. */
const maxLineBytes = 998;

/** True if ffmpeg can read the option from a file: it must fit in a line, and the system must have `/dev/fd`. */
export function isHideable(name: string, value: string): boolean {
  const fits = Buffer.byteLength(`${name}=${value}`) <= maxLineBytes;
  return fits && value !== '' && !/[\r\n\0]/.test(value) && existsSync('/dev/fd');
}

/**
 * Returns options of an output as a preset file, which `ps` does not show. Those that ffmpeg cannot read from one are
 * arguments, as are all where there is no `/dev/fd`.
 */
export function presetOf(options: readonly (readonly [name: string, value: string])[]): FfmpegArgs {
  const hidden = options.filter(([name, value]) => isHideable(name, value));
  const shown = options.filter(([name, value]) => !isHideable(name, value));
  return {
    args: [
      ...shown.flatMap(([name, value]) => [`-${name}`, value]),
      ...(hidden[0] ? ['-fpre', secretFile] : []),
    ],
    secret: hidden[0] ? hidden.map(([name, value]) => `${name}=${value}\n`).join('') : null,
  };
}
