import { existsSync } from 'node:fs';
import { type FfmpegArgs, presetOf } from './secret-options.ts';
import { srtUrl } from './srt-url.ts';
import type { WantedRtmpPush, WantedSrtSend } from './wanted-streams.ts';

/** An SRT output nobody calls is reopened this often, so that none outlives a killed emulator for longer. */
const listenMs = 30_000;

const input = [
  ...['-fflags', '+genpts+discardcorrupt', '-analyzeduration', '1000000', '-probesize', '5000000'],
  ...['-f', 'mpegts', '-i', 'pipe:0'],
];
const copy = ['-c', 'copy', '-max_interleave_delta', '1000000', '-flush_packets', '1'];
/** Where systems keep the authorities they trust: ffmpeg built with OpenSSL looks for none by itself. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];
const bundle = bundles.find((file) => existsSync(file));
const trusted = bundle ? ['-ca_file', bundle] : [];
const progress = ['-progress', 'pipe:1', '-stats_period', '0.5'];

/**
 * Arguments that copy MPEG-TS from stdin to its place and tell progress on stdout. The stream key, the RTMP application
 * and the SRT stream id are options of a preset file: neither `ps` nor ffmpeg's complaints show them.
 */
export function senderArgs(wanted: WantedRtmpPush | WantedSrtSend): FfmpegArgs {
  if (wanted.kind === 'rtmp') {
    const url = new URL(wanted.url);
    const preset = presetOf([
      ['rtmp_app', appOf(url)],
      ['rtmp_playpath', wanted.streamName],
    ]);
    const args = [
      ...[...progress, ...input, '-map', '0:v:0?', '-map', '0:a:0?', ...copy],
      ...['-f', 'flv', '-flvflags', 'no_duration_filesize'],
      ...(wanted.verifiesCertificate ? ['-tls_verify', '1', ...trusted] : []),
      ...[...preset.args, '-rtmp_live', 'live', serverOf(url)],
    ];
    return { args, secret: preset.secret };
  }
  const { mode, latencyMs, streamId } = wanted;
  const srt = ['-mode', mode, '-latency', String(latencyMs * 1_000), '-pkt_size', '1316'];
  if (mode === 'listener') srt.push('-listen_timeout', String(listenMs * 1_000));
  const preset = presetOf(mode === 'caller' && streamId ? [['srt_streamid', streamId]] : []);
  const args = [...progress, ...input, '-map', '0', ...copy, '-f', 'mpegts', ...srt, ...preset.args];
  return { args: [...args, srtUrl(wanted)], secret: preset.secret };
}

/** Why RTMP is not sent, where that is more than a connection that failed. `complaints` are ffmpeg's. */
export function senderCause(complaints: readonly string[]): 'CERTIFICATE' | 'FORMAT' | null {
  const said = complaints.join('\n');
  if (/certificate/i.test(said)) return 'CERTIFICATE';
  return /not compatible with flv|codec not currently supported/i.test(said) ? 'FORMAT' : null;
}

/** Why a sender failed, without the path, query or user info of its url and without its key. */
export function senderReason(wanted: WantedRtmpPush | WantedSrtSend, complaint: string): string {
  const place = placeOf(wanted);
  const reason = complaint.split(': ').at(-1)?.trim() || 'the connection ended';
  const secret = wanted.kind === 'rtmp' ? [wanted.streamName, wanted.url, wanted.url.split('/').at(-1)] : [];
  const leaks = secret.some((part) => part && reason.includes(part));
  return `${place}: ${leaks ? 'the connection failed' : reason}`;
}

/** Where a sender sends, in words fit for logs. */
export function placeOf(wanted: WantedRtmpPush | WantedSrtSend): string {
  if (wanted.kind === 'srt') return srtUrl(wanted);
  const { protocol, host } = new URL(wanted.url);
  return `${protocol}//${host}`;
}

/** The url without its path and query, which may hold a key. User and password stay: ffmpeg takes them nowhere else. */
function serverOf(url: URL): string {
  const server = new URL(url);
  server.pathname = '';
  server.search = '';
  server.hash = '';
  return server.href;
}

/** The RTMP application: the url's path, without slashes at its ends. */
function appOf({ pathname, search }: URL): string {
  return pathname.replace(/^\/+|\/+$/g, '') + search;
}
