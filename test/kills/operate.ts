import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../_kit/seeded-random.ts';
import { ask } from '../cluster/mutate.ts';
import { type KilledLunora, token } from './start-lunora.ts';

/** What the operator last asked for, and was told is so. */
export interface Wish {
  id: string;
  name: string;
  mode: 'DEDICATED_CHANNEL' | 'FLOW_OUTPUT';
  desired: 'RUNNING' | 'STOPPED' | 'DELETED';
  url: string;
  streamKey: string | null;
}

export interface Operated {
  /** Everything ever created, what was deleted included. */
  wishes: Wish[];
  mutations: number;
  /** Requests that got no answer, and were asked again. */
  unanswered: number;
  /** Answers that should not be. */
  troubles: string[];
}

interface Payload {
  destination: { id: string } | null;
  userErrors: { code: string; message: string }[];
}

const mostAtOnce = 4;
const pauseMs = 400;
/** However little time there is. */
const atLeast = 6;

/**
 * Creates, starts, edits, stops and deletes destinations of both modes, one mutation after the other, until told to
 * end. One that gets no answer is asked again with the same idempotency key, as soon as somebody serves.
 */
export function operate({ graphql, serves }: KilledLunora, label: string, random: Random) {
  const operated: Operated = { wishes: [], mutations: 0, unanswered: 0, troubles: [] };
  const ending = new AbortController();
  let made = 0;

  async function mutate(field: string, input: object): Promise<string> {
    operated.mutations += 1;
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) { destination { id } userErrors { code message } } }`;
    const keyed = { input: { ...input, idempotencyKey: `${label}-${operated.mutations}` } };
    for (;;) {
      await serves();
      const answer = await ask(graphql, query, keyed, token).catch(() => null);
      if (!answer) {
        operated.unanswered += 1;
        continue;
      }
      const result = answer.data?.['result'] as Payload | undefined;
      // A deletion asked for again answers without the destination once that is gone.
      if (result?.userErrors.length === 0) return result.destination?.id ?? '';
      throw new Error(`${field} ${JSON.stringify(input)}: ${JSON.stringify(answer)}`);
    }
  }

  async function create(): Promise<void> {
    made += 1;
    const name = `${label} ${made}`;
    const wish: Omit<Wish, 'id'> =
      random.below(3) === 0
        ? { name, mode: 'FLOW_OUTPUT', desired: 'STOPPED', url: srtUrl(random), streamKey: null }
        : {
            name,
            mode: 'DEDICATED_CHANNEL',
            desired: 'STOPPED',
            url: rtmpUrl(random),
            streamKey: key(random),
          };
    const { mode: deliveryMode, url, streamKey } = wish;
    const input = { name, platform: 'CUSTOM', deliveryMode, url, ...(streamKey && { streamKey }) };
    operated.wishes.push({ ...wish, id: await mutate('createDestination', input) });
  }

  async function edit(wish: Wish): Promise<void> {
    const apply = random.pick(['NEXT_START', 'RESTART_NOW']);
    const { id } = wish;
    switch (random.below(wish.mode === 'FLOW_OUTPUT' ? 2 : 3)) {
      case 0: {
        made += 1;
        const name = `${label} ${made}`;
        await mutate('updateDestination', { id, name });
        wish.name = name;
        return;
      }
      case 1: {
        const url = wish.mode === 'FLOW_OUTPUT' ? srtUrl(random) : rtmpUrl(random);
        await mutate('updateDestination', { id, url, apply });
        wish.url = url;
        return;
      }
      default: {
        const streamKey = key(random);
        await mutate('rotateStreamKey', { id, streamKey, apply });
        wish.streamKey = streamKey;
      }
    }
  }

  async function desire(wish: Wish, field: string, desired: Wish['desired']): Promise<void> {
    await mutate(field, { id: wish.id });
    wish.desired = desired;
  }

  async function once(): Promise<void> {
    const there = operated.wishes.filter(({ desired }) => desired !== 'DELETED');
    const wish = there.length > 0 ? random.pick(there) : null;
    const draw = random.below(20);
    if (!wish || (draw < 8 && there.length < mostAtOnce)) return create();
    if (draw < 11) return edit(wish);
    if (draw < 12) return desire(wish, 'deleteDestination', 'DELETED');
    if (wish.desired === 'STOPPED') return desire(wish, 'startDestination', 'RUNNING');
    if (draw < 15) return desire(wish, 'stopDestination', 'STOPPED');
    return edit(wish);
  }

  async function run(): Promise<Operated> {
    while (!ending.signal.aborted || operated.mutations < atLeast) {
      try {
        await once();
      } catch (error) {
        operated.troubles.push(String(error));
      }
      await wait(random.below(pauseMs), null, { signal: ending.signal }).catch(() => {});
    }
    return operated;
  }
  const running = run();

  return {
    /** Resolves once the last mutation was answered. */
    end(): Promise<Operated> {
      ending.abort();
      return running;
    },
  };
}

const rtmpUrl = (random: Random) => `rtmp://place-${random.below(1_000_000)}.example/live`;
const srtUrl = (random: Random) =>
  `srt://receiver-${random.below(1_000_000)}.example:${5_000 + random.below(1_000)}`;
const key = (random: Random) => `fake-key-${random.below(1_000_000_000)}`;
