import type { Destination } from './records.ts';

/** What the secrets of a destination are bound to: itself, and where they are sent. */
export const sealingTarget = ({
  id,
  url,
  backupUrl,
}: Pick<Destination, 'id' | 'url' | 'backupUrl'>): string => JSON.stringify([id, url, backupUrl]);
