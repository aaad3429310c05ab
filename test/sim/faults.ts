import { createRandom, type Random } from './random.ts';
import { themeOf } from './themes.ts';

/** Everything that can go wrong at a boundary by chance. Each is counted when it strikes. */
export const chanceFaults = [
  'aws request lost',
  'aws answer lost',
  'aws answered twice',
  'aws delayed',
  'aws very late',
  'aws 429',
  'aws 5xx',
  'aws 5xx after the deed',
  'aws 409',
  'aws 403',
  'aws 422',
  'list leaves out',
  'aws strange answer',
  'CREATE_FAILED',
  'UPDATE_FAILED',
  'table request lost',
  'table answer lost',
  'table written twice',
  'table write late',
  'table delayed',
  'row written late',
  'hint lost',
  'hint doubled',
  'hint late',
  'crash',
  'crash while making',
  'crash in turn',
  'clock set',
  'clock wrong at the start',
] as const;
export type ChanceFault = (typeof chanceFaults)[number];

export interface Faults {
  /** Whether this strikes now; then it is counted. */
  strikes(fault: ChanceFault, weight?: number): boolean;
  count(fault: string): void;
  counts: Map<string, number>;
  /** From here on nothing goes wrong. */
  cease(): void;
  readonly ceased: boolean;
  /** The probabilities of this seed. */
  readonly odds: ReadonlyMap<ChanceFault, number>;
}

/** What befalls all destinations at once. */
export const sharedFaults: readonly ChanceFault[] = chanceFaults.filter((fault) =>
  /^(table|row|crash|clock)/.test(fault),
);

/** How often each kind strikes, from never to mostly. */
const intensities = [0, 0, 0, 0.01, 0.03, 0.1, 0.3] as const;
/** Where each strike costs much or is rare in nature. */
const scale: Partial<Record<ChanceFault, number>> = {
  crash: 0.02,
  'aws 403': 0.5,
  'aws 422': 0.5,
  'aws very late': 0.2,
  'list leaves out': 0.2,
  'table request lost': 0.05,
  'table answer lost': 0.05,
  'table write late': 0.05,
  'table delayed': 0.2,
  'row written late': 0.1,
  // A clock is read thousands of times.
  'clock set': 0.002,
  'clock wrong at the start': 2,
};

/** The other seeds stay the runs they were before there were these. */
const onlyInThemes: ReadonlySet<ChanceFault> = new Set<ChanceFault>([
  'list leaves out',
  'aws strange answer',
  'row written late',
  'crash while making',
  'crash in turn',
]);

/** In a seed with a theme all that does not belong to it strikes so much less. */
const besideTheme = 0.2;

/** The faults of a seed. Each kind has a stream of its own, so that leaving one out changes no other. */
export function createFaults(seed: number, without: ReadonlySet<string>): Faults {
  const odds = new Map<ChanceFault, number>();
  const streams = new Map<ChanceFault, Random>();
  const counts = new Map<string, number>();
  const calm = createRandom(seed, 'calm').chance(0.1);
  const badTable = createRandom(seed, 'bad table').chance(0.12);
  const theme = themeOf(seed);
  for (const fault of chanceFaults) {
    const random = createRandom(seed, fault);
    const bad = badTable && fault.startsWith('table') ? 8 : 1;
    const drawn = random.pick(intensities) * (scale[fault] ?? 1) * bad;
    const chance = theme
      ? (theme.odds?.[fault] ?? drawn * besideTheme)
      : calm || onlyInThemes.has(fault)
        ? 0
        : drawn;
    odds.set(fault, without.has(fault) ? 0 : chance);
    streams.set(fault, random);
  }
  let ceased = false;
  const count = (fault: string) => void counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return {
    odds,
    counts,
    count,
    get ceased() {
      return ceased;
    },
    cease() {
      ceased = true;
    },
    strikes(fault, weight = 1) {
      const probability = odds.get(fault) ?? 0;
      if (ceased || probability === 0) return false;
      if (!streams.get(fault)?.chance(probability * weight)) return false;
      count(fault);
      return true;
    },
  };
}
