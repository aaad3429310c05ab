import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';

/** How often every process says where it is, also when nothing happens: it repairs what was lost. */
const beatMs = 1_000;
/** After so long without hearing itself, a process takes Redis for gone. */
const silentMs = 3_000;
/** After so long, a connection that looks open is taken for dead. */
const reconnectMs = 10_000;
const firstRetryMs = 100;
const maxRetryMs = 5_000;

export interface AnnouncementsLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface AnnouncementsArgs {
  url: string;
  /** Whoever shares a log shares a channel, and nobody else does. */
  channel: string;
  clock: Clock;
  log: AnnouncementsLog;
  /** Where this process is in the log. */
  position(): number;
  /** Another process says that the log reaches this far. A hint: it may be late, repeated or wrong. */
  onPosition(position: number): void;
  /** `heard` has become false. */
  onSilence(): void;
}

export interface Announcements {
  /** Tells the others where this process now is, soon. Where Redis is gone it is forgotten; never throws. */
  announce(): void;
  /** Whether announcements get through: our own came back a moment ago. */
  heard(): boolean;
  close(): void;
}

/**
 * Says over Redis "the log reaches position N", so that nobody has to ask. Never carries data, never queues, never
 * blocks: whoever relies on it must still read the log now and then.
 */
export function openAnnouncements(args: AnnouncementsArgs): Announcements {
  const { url, channel, clock, log } = args;
  const me = randomUUID();
  let heardAt = Number.NEGATIVE_INFINITY;
  let up: boolean | null = null;
  let failure: string | null = null;
  let wanted = false;
  let sending = false;
  let connectAgainAt = clock.monotonicMs() + reconnectMs;

  const publisher = connect();
  const subscriber = connect();
  subscriber.on('ready', () => void subscriber.subscribe(channel).then(announce, note));
  subscriber.on('message', (_channel: string, message: string) => hear(message));
  for (const connection of [publisher, subscriber]) connection.on('close', silence);

  function connect(): Redis {
    const connection = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 1_000,
      connectTimeout: 2_000,
      autoResubscribe: false,
      retryStrategy: (times) => Math.min(maxRetryMs, firstRetryMs * 2 ** (times - 1)),
    });
    // Without a listener an error would end the process; Redis being gone is nothing of that kind.
    connection.on('error', note);
    return connection;
  }

  /** Only the message: the rest of a refusal may hold the password. */
  function note(error: unknown): void {
    failure = error instanceof Error ? error.message : String(error);
  }

  function hear(message: string): void {
    const [who, position] = message.split(' ');
    if (who !== me) {
      if (Number.isSafeInteger(Number(position))) args.onPosition(Number(position));
      return;
    }
    heardAt = clock.monotonicMs();
    if (up) return;
    up = true;
    log.info({}, 'Redis announces what is new');
  }

  function silence(): void {
    heardAt = Number.NEGATIVE_INFINITY;
    if (up === false) return;
    up = false;
    log.warn({ reason: failure }, 'Redis cannot be heard; the log is read every second instead');
    args.onSilence();
  }

  function announce(): void {
    wanted = true;
    if (!sending) void send();
  }

  /** One at a time, each with the newest position: what is appended meanwhile needs no message of its own. */
  async function send(): Promise<void> {
    sending = true;
    await Promise.resolve();
    while (wanted) {
      wanted = false;
      await publisher.publish(channel, `${me} ${args.position()}`).catch(note);
    }
    sending = false;
  }

  let cancel = clock.after(0, beat);
  function beat(): void {
    announce();
    const now = clock.monotonicMs();
    if (now - heardAt < silentMs) {
      connectAgainAt = now + reconnectMs;
    } else {
      if (up) silence();
      if (now >= connectAgainAt) {
        connectAgainAt = now + reconnectMs;
        for (const connection of [publisher, subscriber]) connection.disconnect(true);
      }
    }
    cancel = clock.after(beatMs, beat);
  }

  return {
    announce,
    heard: () => clock.monotonicMs() - heardAt < silentMs,
    close() {
      cancel();
      for (const connection of [publisher, subscriber]) {
        connection.off('close', silence);
        connection.disconnect();
      }
    },
  };
}
