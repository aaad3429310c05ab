/**
 * Where a channel pushes to, fit to be shown: no user info, no query, and no key. Whoever set the channel up may have
 * put the key at the end of the path instead of into the stream name; then only the application part is shown.
 */
export function toPushUrl(url: string | undefined, streamName: string | undefined): string | null {
  if (!url || !/^rtmps?:/i.test(url)) return null;
  const parts = /^(rtmps?:)\/\/(?:[^/@]*@)?([^/?#]+)(\/[^?#]*)?/i.exec(url);
  if (!parts?.[1] || !parts[2]) return null;
  const path = (parts[3] ?? '').split('/').filter((segment) => segment !== '' && segment !== streamName);
  const shown = streamName ? path : path.slice(0, 1);
  return [`${parts[1].toLowerCase()}//${parts[2]}`, ...shown].join('/');
}
