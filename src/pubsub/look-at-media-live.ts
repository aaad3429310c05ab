import { instant } from '../clock.ts';
import type { Decide } from '../domain/decision.ts';
import { isDoubtful, type Look, mayBeBehind } from '../domain/observe-belief.ts';
import { observeChannel } from '../domain/observe-channel.ts';
import { observeInput } from '../domain/observe-input.ts';
import type { PollerDeps } from './poller-deps.ts';
import type { RecentActs } from './recent-acts.ts';
import type { RecentlyGone } from './recently-gone.ts';
import { recordObserved } from './record-observed.ts';

/** How many are asked after in one look; the others wait for the next. */
const confirmAtMost = 10;

/** What one look at MediaLive brought, and how to record it. */
export interface Sight {
  startedAt: string;
  record(): Promise<void>;
}

/**
 * One look at all channels and inputs: one List of each. What a List leaves out is asked after by itself before it
 * counts as gone, for Lists lag.
 * @throws AwsError when a List fails.
 */
export async function lookAtMediaLive(
  deps: PollerDeps,
  { gone, acts }: { gone: RecentlyGone; acts: RecentActs },
  signal: AbortSignal,
): Promise<Sight> {
  const { store, mediaLive, clock, log } = deps;
  const settings = { ...deps.settings, installationId: store.installationId };

  const startedAt = instant(clock.now());
  const startedMs = clock.monotonicMs();
  const { position } = store.state;
  const recent = acts.snapshot();

  const channelDecision =
    (id: string, seen: Parameters<typeof observeChannel>[2], look: Look): Decide<void> =>
    (state, now) =>
      observeChannel(state, id, seen, look, settings, now);
  const inputDecision =
    (id: string, seen: Parameters<typeof observeInput>[2], look: Look): Decide<void> =>
    (state) =>
      observeInput(state, id, seen, look);

  /**
   * Asks after those whose absence would be believed, and those that a List shows otherwise soon after an act of ours:
   * it may lag, or the act may be over. One that cannot be asked after stays as it is.
   */
  async function confirm<S extends { id: string; state: string }>(
    type: 'channel' | 'input',
    listed: readonly S[],
    lookAt: (type: 'channel' | 'input', thing: { id: string }) => Look,
    decision: (id: string, seen: S | null, look: Look) => Decide<void>,
    describe: (id: string) => Promise<S | null>,
  ): Promise<Decide<void>[]> {
    const present = new Set(listed.map(({ id }) => id));
    const missing = [...store.state.all(type)].filter((known) => {
      const look = lookAt(type, known);
      return (
        !present.has(known.id) && decision(known.id, null, look)(store.state, look.endedAt).changes.length > 0
      );
    });
    const doubtful = listed.filter((shown) => {
      const known = store.state.get(type, shown.id);
      return isDoubtful(known?.acted, lookAt(type, shown), mayBeBehind(known, shown.state));
    });
    const decisions = await Promise.all(
      [...doubtful, ...missing].slice(0, confirmAtMost).map(async ({ id }) => {
        const startedAt = instant(clock.now());
        const { position } = store.state;
        try {
          const seen = await describe(id);
          const look: Look = { startedAt, endedAt: instant(clock.now()), position, exact: true };
          return [decision(id, seen, look)];
        } catch (error) {
          log.warn({ err: error, type, id }, 'could not ask after what a list left out');
          return [];
        }
      }),
    );
    return decisions.flat();
  }

  const [channels, inputs] = await Promise.all([
    mediaLive.listChannels({ signal }),
    mediaLive.listInputs({ signal }),
  ]);
  const endedAt = instant(clock.now());
  const lookAt = (type: 'channel' | 'input', { id }: { id: string }): Look => ({
    ...{ startedAt, endedAt, position },
    soon: recent.has(`${type}:${id}`),
  });
  const [askedChannels, askedInputs] = await Promise.all([
    confirm('channel', channels, lookAt, channelDecision, (id) => mediaLive.describeChannel(id, { signal })),
    confirm('input', inputs, lookAt, inputDecision, (id) => mediaLive.describeInput(id, { signal })),
  ]);

  return {
    startedAt,
    async record() {
      // Inputs first: they tell which flow a channel belongs to.
      await recordObserved(
        deps,
        inputs.map((input) =>
          gone.unlessGone(
            'input',
            input.id,
            startedMs,
            inputDecision(input.id, input, lookAt('input', input)),
          ),
        ),
      );
      await recordObserved(deps, [
        ...channels.map((channel) =>
          gone.unlessGone(
            'channel',
            channel.id,
            startedMs,
            channelDecision(channel.id, channel, lookAt('channel', channel)),
          ),
        ),
        ...askedChannels,
      ]);
      await recordObserved(deps, askedInputs);
    },
  };
}
