/** What SRT needs besides an address. */
export interface SrtSettings {
  /** With `••••` in place of what is secret in it. Records of earlier versions may hold it in clear. */
  streamId: string | null;
  /** The whole stream id, where a part of it is secret. Left out or null: none is. */
  sealedStreamId?: { sealed: string; fingerprint: string } | null;
  latencyMs: number | null;
  passphraseSecretArn: string | null;
  passphraseRoleArn: string | null;
  listenPort: number | null;
  cidrAllowList: string[] | null;
}

/** The settings that a caller gives. */
export const srtSettings = [
  'streamId',
  'latencyMs',
  'passphraseSecretArn',
  'passphraseRoleArn',
  'listenPort',
  'cidrAllowList',
] as const satisfies readonly (keyof SrtSettings)[];
