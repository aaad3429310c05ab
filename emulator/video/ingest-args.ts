import { type FfmpegArgs, isHideable, secretFile } from './secret-options.ts';
import { srtUrl } from './srt-url.ts';
import type { WantedIngest } from './wanted-streams.ts';

/** A listener nobody calls is reopened this often, so that none outlives a killed emulator for longer. */
const listenMs = 30_000;
const analysis: [string, string][] = [
  ['analyzeduration', '1500000'],
  ['probesize', '5000000'],
];

/** Arguments that receive SRT and write it to stdout as MPEG-TS, with the tables first. */
export function ingestArgs(wanted: WantedIngest): FfmpegArgs {
  const { mode, streamId } = wanted;
  const options: [string, string][] = [
    ['mode', mode],
    ['latency', String(wanted.latencyMs * 1_000)],
  ];
  if (mode === 'listener') options.push(['listen_timeout', String(listenMs * 1_000)]);
  else if (streamId) options.push(['srt_streamid', streamId]);
  const { args, secret } = isSecretInput(wanted) ? listedInput(wanted, options) : plainInput(wanted, options);
  return {
    args: [
      ...['-nostdin', '-fflags', '+genpts+discardcorrupt', ...argsOf(analysis), ...args],
      ...['-map', '0:v:0?', '-map', '0:a?', '-c', 'copy'],
      ...['-f', 'mpegts', '-mpegts_flags', '+pat_pmt_at_frames', '-muxdelay', '0'],
      ...['-max_interleave_delta', '1000000', '-flush_packets', '1', 'pipe:1'],
    ],
    secret,
  };
}

function isSecretInput({ mode, host, streamId }: WantedIngest): boolean {
  return mode === 'caller' && streamId !== null && isHideable('file', host) && isHideable('option', streamId);
}

function plainInput(wanted: WantedIngest, options: readonly [string, string][]): FfmpegArgs {
  return { args: ['-f', 'mpegts', ...argsOf(options), '-i', srtUrl(wanted)], secret: null };
}

/** The only file of a list for ffmpeg's concat demuxer: it takes preset files for outputs alone. */
function listedInput(wanted: WantedIngest, options: readonly [string, string][]): FfmpegArgs {
  const lines = [
    'ffconcat version 1.0',
    `file ${quoted(srtUrl(wanted))}`,
    ...[...options, ...analysis].map(([name, value]) => `option ${name} ${quoted(value)}`),
  ];
  return {
    args: ['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file,srt', '-i', secretFile],
    secret: `${lines.join('\n')}\n`,
  };
}

const argsOf = (options: readonly [string, string][]): string[] =>
  options.flatMap(([name, value]) => [`-${name}`, value]);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
