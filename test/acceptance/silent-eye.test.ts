import { expect, it } from 'vitest';
import { mediaLiveEye } from '../../src/domain/observe-eye.ts';
import { createFastClock } from '../_kit/fast-clock.ts';
import type { Message } from '../_kit/messages.ts';
import { silenceEye } from '../_kit/silence-eye.ts';
import { startOperator } from './operator.ts';

/** So many times as fast, Lunora and AWS alike. */
const factor = 30;

interface Board {
  system: { aws: { reachable: boolean; lastError: string | null } };
  flow: { stale: boolean; source: { health: string }; outputs: { stale: boolean }[] };
  channels: { nodes: { stale: boolean }[] };
  destinations: { nodes: { name: string; stale: boolean; statusReason: { code: string } | null }[] };
}

const board = `{
  system { aws { reachable lastError } }
  flow { stale source { health } outputs { stale } }
  channels(first: 500) { nodes { stale } }
  destinations(first: 500) { nodes { name stale statusReason { code } } }
}`;

/** Names of what reads as stale on a board. */
const staleOn = ({ flow, channels, destinations }: Board): string[] => [
  ...(flow.stale ? ['flow'] : []),
  ...(flow.outputs.some(({ stale }) => stale) ? ['output'] : []),
  ...(channels.nodes.some(({ stale }) => stale) ? ['channel'] : []),
  ...destinations.nodes.flatMap(({ name, stale }) => (stale ? [name] : [])),
];

interface Change {
  kind: string;
  recordId: string | null;
  record: { name?: string; stale: boolean } | null;
}

const changeOf = ({ data }: Message) => data?.['change'] as Change | undefined;

type Operator = Awaited<ReturnType<typeof startOperator>>;

/** Keeps what each stream told last of each record, past the snapshot. */
async function followAll(operator: Operator) {
  const open = (type: string) =>
    operator.subscribe(
      `subscription { change: ${type}Changed { kind recordId record: ${type} { ${type === 'destination' ? 'name' : '__typename'} stale } } }`,
    );
  const streams = ['flow', 'output', 'channel', 'destination'].map((type) => ({
    type,
    messages: open(type),
  }));
  for (const { messages } of streams)
    await messages.next((message) => changeOf(message)?.kind === 'BOOKMARK');
  const snapshots = new Map(streams.map(({ type, messages }) => [type, messages.all.length]));

  /** What read as stale by the last message of each record; with `everTold`, by any message past the snapshot. */
  function stale(everTold = false): string[] {
    return streams.flatMap(({ type, messages }) => {
      const names = new Map<string, string>();
      for (const message of messages.all.slice(snapshots.get(type))) {
        const { recordId, record } = changeOf(message) ?? {};
        if (recordId && record?.stale) names.set(recordId, record.name ?? type);
        else if (recordId && !everTold) names.delete(recordId);
      }
      return [...new Set(names.values())].sort();
    });
  }
  return { stale, stop: () => streams.forEach(({ messages }) => void messages.stop()) };
}

const poll = { timeout: 30_000, interval: 20 };

it.each([
  { silent: 'flow', stale: ['flow', 'output', 'Channel', 'Output'], part: 'No look at flow' },
  { silent: 'MediaLive', stale: ['channel', 'Channel'], part: 'No look at MediaLive' },
])(
  'tells of looks at $silent alone that are not recorded, in queries and streams, and of nothing else',
  {
    timeout: 120_000,
  },
  async ({ silent, stale, part }) => {
    const clock = createFastClock(factor);
    await using operator = await startOperator({
      timeScale: 1,
      overrides: { clock },
      emulator: { clock },
      settings: { LUNORA_STALE_AFTER_SECONDS: '10' },
    });
    await operator.ready();
    const fault = silenceEye(operator.app.store);
    await operator.youtube('Channel');
    await operator.srt('Output');
    const live = await followAll(operator);
    const ask = () => operator.query<Board>(board);
    await expect.poll(async () => (await ask()).system.aws.reachable, poll).toBe(true);
    expect(staleOn(await ask())).toEqual([]);

    fault.eye = silent === 'flow' ? operator.emulator.seeded.flowArn : mediaLiveEye;
    await expect.poll(async () => staleOn(await ask()), poll).toEqual(stale);
    const { system, flow, destinations } = await ask();
    expect(system.aws).toEqual({ reachable: false, lastError: expect.stringContaining(part) });
    expect(flow.source.health).toBe(silent === 'flow' ? 'UNKNOWN' : 'OK');
    for (const { name, statusReason } of destinations.nodes)
      expect(statusReason?.code === 'AWS_UNREACHABLE').toBe(stale.includes(name));
    await expect.poll(() => live.stale(), poll).toEqual(stale);
    // The process serves as well as any other would.
    expect((await fetch(`${operator.app.url}/readyz`)).status).toBe(200);

    fault.eye = null;
    await expect.poll(async () => staleOn(await ask()), poll).toEqual([]);
    await expect.poll(() => live.stale(), poll).toEqual([]);
    expect((await ask()).system.aws).toEqual({ reachable: true, lastError: null });
    expect(live.stale(true)).toEqual(stale);
    live.stop();
  },
);
