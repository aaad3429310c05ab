/** A place where a platform takes RTMP, known by its host. */
export interface KnownIngest {
  platform: string;
  /** The whole path of its URL, decoded, without slashes at its ends; anything more there is a key. */
  path: RegExp;
  /** The application where there is only one, for URLs that leave it out. */
  app: string | null;
  /** The host or the path is one user's own: one key under two such URLs is two. */
  perUser: boolean;
}

const only = (app: string) => ({ path: new RegExp(`^${app}$`), app, perUser: false });
/** The application is one of several words, which differ by region or product. */
const oneWord = { path: /^[a-z][a-z_-]{1,15}$/, app: null, perUser: false };

/** As of November 2026, from the platforms' own help pages and the lists of services that encoders come with. */
const known: readonly (KnownIngest & { hosts: RegExp })[] = [
  { platform: 'YOUTUBE', hosts: /(^|\.)rtmps?\.youtube\.com$/, ...only('live2') },
  { platform: 'TWITCH', hosts: /(^|\.)twitch\.tv$/, ...only('app') },
  {
    platform: 'TWITCH',
    hosts: /(^|\.)contribute\.live-video\.net$|^ingest\.global-contribute\.live-video\.net$/,
    ...only('app'),
  },
  // Kick, and everyone else on Amazon IVS, whose hosts are an account's own.
  { platform: 'KICK', hosts: /\.global-contribute\.live-video\.net$/, ...only('app'), perUser: true },
  { platform: 'INSTAGRAM', hosts: /(^|\.)instagram\.com$/, ...only('rtmp') },
  { platform: 'FACEBOOK', hosts: /(^|\.)facebook\.com$|(^|\.)fbcdn\.net$/, ...only('rtmp') },
  { platform: 'RESTREAM', hosts: /(^|\.)restream\.io$/, ...only('live') },
  {
    platform: 'LINKEDIN',
    hosts: /\.channel\.media\.azure\.net$|(^|\.)linkedin\.com$/,
    path: /^live(\/[0-9a-f]{32})?$/i,
    app: null,
    perUser: true,
  },
  { platform: 'TIKTOK', hosts: /(^|\.)tiktok(v|cdn|cdn-[a-z]+)?\.com$/, ...oneWord },
  { platform: 'TROVO', hosts: /(^|\.)trovo\.live$/, ...only('live') },
  { platform: 'VIMEO', hosts: /(^|\.)vimeo\.com$/, ...only('live') },
  { platform: 'X', hosts: /(^|\.)pscp\.tv$|(^|\.)periscope\.tv$/, ...only('x') },
  { platform: 'DAILYMOTION', hosts: /(^|\.)dailymotion\.com$/, ...only('publish-dm') },
  { platform: 'RUMBLE', hosts: /(^|\.)rumble\.(com|cloud)$/, ...oneWord },
  { platform: 'DLIVE', hosts: /(^|\.)dlive\.tv$/, ...only('live') },
  { platform: 'PICARTO', hosts: /(^|\.)picarto\.tv$/, ...only('golive') },
  { platform: 'STEAM', hosts: /(^|\.)broadcast\.steamcontent\.com$/, ...only('app') },
  { platform: 'VK', hosts: /(^|\.)mycdn\.me$|(^|\.)okcdn\.ru$/, ...oneWord },
  { platform: 'BILIBILI', hosts: /(^|\.)bili(video|bili)\.com$/, ...oneWord },
  { platform: 'MIXCLOUD', hosts: /(^|\.)mixcloud\.com$/, ...only('broadcast') },
  { platform: 'CASTR', hosts: /(^|\.)castr\.(io|com)$/, ...only('static') },
  { platform: 'MUX', hosts: /(^|\.)global-live\.mux\.com$|(^|\.)live\.mux\.com$/, ...only('app') },
  { platform: 'CLOUDFLARE', hosts: /^live\.cloudflare\.com$/, ...only('live') },
  { platform: 'API_VIDEO', hosts: /^broadcast\.api\.video$/, ...only('s') },
  { platform: 'TELEGRAM', hosts: /(^|\.)rtmp\.t\.me$/, ...only('s') },
];

/** The platform that takes RTMP on this host; null where none is known. */
export function knownIngest(host: string): KnownIngest | null {
  const name = host.toLowerCase().replace(/\.$/, '');
  return known.find(({ hosts }) => hosts.test(name)) ?? null;
}
