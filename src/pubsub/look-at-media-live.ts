import { instant } from '../clock.ts';
import type { Decide } from '../domain/decision.ts';
import type { Look } from '../domain/observe-belief.ts';
import { observeChannel } from '../domain/observe-channel.ts';
import { observeInput } from '../domain/observe-input.ts';
import type { Absences } from './absences.ts';
import { askAfter } from './ask-after.ts';
import type { PollerDeps } from './poller-deps.ts';
import type { RecentActs } from './recent-acts.ts';
import type { RecentlyGone } from './recently-gone.ts';
import { recordObserved } from './record-observed.ts';

/** What one look at MediaLive brought, and how to record it. */
export interface Sight {
  startedAt: string;
  /** False where something known was neither seen nor found to be gone: it needs another look, soon. */
  whole: boolean;
  record(): Promise<void>;
}

/** What looks before this one have left. */
export interface LookMemory {
  gone: RecentlyGone;
  acts: RecentActs;
  absences: Absences;
}

/**
 * One look at all channels and inputs: one List of each. What a List leaves out is asked after by itself before it
 * counts as gone, for Lists lag, and that in two looks.
 * @throws AwsError when a List fails.
 */
export async function lookAtMediaLive(
  deps: PollerDeps,
  { gone, acts, absences }: LookMemory,
  signal: AbortSignal,
): Promise<Sight> {
  const { store, mediaLive, clock } = deps;
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
    askAfter(deps, absences, {
      ...{ type: 'channel', listed: channels, lookAt, decision: channelDecision },
      describe: (id) => mediaLive.describeChannel(id, { signal }),
    }),
    askAfter(deps, absences, {
      ...{ type: 'input', listed: inputs, lookAt, decision: inputDecision },
      describe: (id) => mediaLive.describeInput(id, { signal }),
    }),
  ]);

  return {
    startedAt,
    whole: askedChannels.whole && askedInputs.whole,
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
        ...askedChannels.decisions,
      ]);
      await recordObserved(deps, askedInputs.decisions);
    },
  };
}
