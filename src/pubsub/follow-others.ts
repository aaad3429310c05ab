import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { openAnnouncements } from './announcements.ts';

/** Between reads of the table while nothing is announced: soon after there was something, rarer when all is quiet. */
const busyMs = 250;
const quietMs = 1_000;
/** While announcements get through: bounds how late one is whose sender they do not reach. */
const announcedMs = 5_000;

export interface FollowOthersArgs {
  store: Pick<Store, 'installationId' | 'incarnation' | 'state' | 'catchUp' | 'onEntry'>;
  clock: Clock;
  log: Record<'debug' | 'info' | 'warn', (details: object, message: string) => void>;
  /** Where announcements are made; null where there is no such place. */
  redisUrl: string | null;
  /** A factor on the time between reads. */
  timeScale?: number;
}

/**
 * Folds what other processes append: at once where it is announced, else by reading the table again and again. Tells
 * the others what is appended here. One read at a time, however much is announced. Returns the way to stop.
 */
export function followOthers({
  store,
  clock,
  log,
  redisUrl,
  timeScale = 1,
}: FollowOthersArgs): () => Promise<void> {
  /** The furthest position announced that was not read yet. */
  let announced = 0;
  let pauseMs = busyMs;
  let failed = false;
  let reading: Promise<void> | null = null;
  let closed = false;
  let cancel = () => {};

  const announcements =
    redisUrl === null
      ? null
      : openAnnouncements({
          url: redisUrl,
          channel: `lunora:${store.installationId}:${store.incarnation}`,
          clock,
          log,
          position: () => store.state.position,
          onPosition(position) {
            announced = Math.max(announced, position);
            if (announced > store.state.position) read();
          },
          onSilence: wait,
        });

  const unfollow = store.onEntry(({ position }) => {
    // What is read here because it was announced need not be announced again.
    if (position > announced) announcements?.announce();
  });

  function read(): void {
    if (reading || closed) return;
    cancel();
    reading = catchUp().finally(() => {
      reading = null;
      if (announced > store.state.position) read();
      else wait();
    });
  }

  async function catchUp(): Promise<void> {
    const before = store.state.position;
    const told = announced;
    try {
      await store.catchUp();
      failed = false;
      pauseMs = store.state.position > before ? busyMs : Math.min(quietMs, pauseMs * 1.5);
    } catch (error) {
      log[failed ? 'debug' : 'warn']({ err: error }, 'the table cannot be read');
      failed = true;
      pauseMs = quietMs;
    }
    // Read, or not to be had now: either way nobody is kept busy by it.
    if (announced === told || failed) announced = 0;
  }

  function wait(): void {
    cancel();
    if (closed || reading) return;
    const relaxed = announcements?.heard() && !failed;
    cancel = clock.after((relaxed ? announcedMs : pauseMs) * timeScale, read);
  }
  wait();

  return async () => {
    closed = true;
    cancel();
    unfollow();
    announcements?.close();
    await reading;
  };
}
