import { channelNotices } from './channel-notices.ts';
import { flowNotices } from './flow-notices.ts';
import type { Notice } from './notice.ts';
import type { Sighting } from './sighting.ts';

/** What AWS would tell EventBridge between two sightings of an account. Pure. */
export function noticesOf(before: Sighting, after: Sighting): Notice[] {
  return [...channelNotices(before, after), ...flowNotices(before, after)];
}
