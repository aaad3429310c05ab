/** Where SRT is sent to or fetched from, as ffmpeg takes it: an IPv6 address comes from AWS's API without brackets. */
export function srtUrl({ host, port }: { host: string; port: number }): string {
  return `srt://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
