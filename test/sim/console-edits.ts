import { moveChannel } from '../../emulator/medialive/channel-state.ts';
import type { StoredChannel, World } from '../../emulator/world.ts';
import { isOnAir } from '../../src/domain/on-air.ts';
import type { Destination } from '../../src/domain/records.ts';
import type { Act } from './script.ts';
import type { Sim } from './sim.ts';

/** Whatever somebody sets in the console says so. */
const theirs = {
  host: 'set-in-the-console.example',
  key: 'key-of-somebody-else',
  bitrate: 777_000,
  latency: 777,
};

/** Whether it goes where somebody sent it in the console. */
export function isSentElsewhere(config: Record<string, unknown>): boolean {
  const text = JSON.stringify(config);
  return text.includes(theirs.host) || text.includes(theirs.key);
}

/** Whether anything that Lunora sets of what AWS has for it was set in the console. */
export function isSetInConsole(config: Record<string, unknown>, { srt }: Pick<Destination, 'srt'>): boolean {
  if (isSentElsewhere(config)) return true;
  const text = JSON.stringify(config);
  // A latency that nobody asked for may be set just before Lunora switches the output on.
  return (
    text.includes(`"bitrate":${theirs.bitrate}`) ||
    (srt?.latencyMs != null && text.includes(`"minLatency":${theirs.latency}`))
  );
}

/** Somebody has the channel open in the console, and saves it as soon as AWS lets them. */
export function editWhenIdle(sim: Sim, channelId: string, act: Act, saved: () => void, tries = 90): void {
  const { world } = sim.aws;
  world.settle();
  const channel = world.account.channels[channelId];
  if (!channel || channel.state === 'DELETED' || sim.faults.ceased || tries === 0) return;
  if (channel.state !== 'IDLE') {
    sim.scheduler.after(1_000, 'waits in the console', () =>
      editWhenIdle(sim, channelId, act, saved, tries - 1),
    );
    return;
  }
  editChannel(world, channel, act.amount, isKnown(sim, channelId));
  saved();
  world.changed();
}

interface PushConfig {
  destinations: { settings: { url: string; streamName: string }[] }[];
  encoderSettings: { videoDescriptions: { codecSettings: { h264Settings: { bitrate: number } } }[] };
}

/**
 * Whether Lunora has read all of its settings since it set them, and has seen it off air since: what is changed without
 * that it cannot see.
 */
function isKnown({ truth }: Sim, channelId: string): boolean {
  const [destination] = [...truth.state.where('destination', 'channel', channelId)];
  const read = destination?.work.channel?.startedAs?.digest != null;
  return read && !isOnAir(truth.state.get('channel', channelId)?.state);
}

/** Another place, another key, another bit rate, or nothing: then it is but held for the time of the update. */
function editChannel(world: World, channel: StoredChannel, amount: number, known: boolean): void {
  const config = structuredClone(channel.config) as unknown as PushConfig;
  const push = config.destinations[0]?.settings[0];
  const h264 = config.encoderSettings.videoDescriptions[0]?.codecSettings.h264Settings;
  if (amount < 0.25 && push) push.url = `rtmp://${theirs.host}/live`;
  else if (known && amount < 0.5 && push) push.streamName = theirs.key;
  else if (known && amount < 0.75 && h264) h264.bitrate = theirs.bitrate;
  channel.config = config as unknown as StoredChannel['config'];
  moveChannel(world, channel, 'UPDATING', { to: 'IDLE', afterMs: 10_000 });
}

/** An output can be edited on air. */
export function editOutput(config: Record<string, unknown>, amount: number): void {
  if (amount < 0.5) config['destination'] = theirs.host;
  else config['transport'] = { ...(config['transport'] as object), minLatency: theirs.latency };
}
