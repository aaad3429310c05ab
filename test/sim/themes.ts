import type { ChanceFault } from './faults.ts';
import type { ActName, Plan } from './script.ts';

/**
 * What some seeds are about. Their script and their faults are drawn like any other's, and what belongs to the theme is
 * made frequent: a trouble that takes three rare things at once would else hardly ever be met.
 */
export interface Theme {
  name: string;
  plan?: Partial<Plan>;
  /** Every second act is done soon after the one before it, and to the same destination. */
  hasty?: boolean;
  /** How often each act comes, instead of what is usual. */
  weights?: Partial<Record<ActName, number>>;
  /** How often each fault strikes, instead of what the seed would draw. */
  odds?: Partial<Record<ChanceFault, number>>;
}

const crowded = { focus: null, isolated: false } as const;

/** A leader that is stopped, or whose clock is behind, comes back while another leads. */
const twoLead: Theme = {
  name: 'two lead',
  plan: { ...crowded, processes: 2, alone: false, leaseMs: 12_000, aimed: true, hurried: 'at a turn' },
  weights: { 'stop process': 12, 'clock jump': 8, 'edit and restart': 8, start: 15, stop: 10 },
};

/** Writes of rows arrive long after newer ones, and processes start from what they left. */
const lateRows: Theme = {
  name: 'late rows',
  plan: { ...crowded, timeScale: 0.1, idleCleanupMs: 60_000 },
  weights: { start: 15, delete: 15, create: 10, kill: 3 },
  odds: { 'row written late': 0.08 },
};

/** What is sent where changes again and again, while somebody has the channel open in the console. */
const edits: Theme = {
  name: 'edits',
  plan: { ...crowded, declined: null, aimed: true, timeScale: 0.1, outputShare: 0 },
  weights: {
    start: 15,
    edit: 6,
    'edit and restart': 12,
    rotate: 3,
    'rotate and restart': 6,
    'console edits': 6,
    'console stops': 3,
  },
  odds: { 'aws 409': 0.4 },
};

/** Processes end while something is being made, and what was wanted changes before the next one knows. */
const births: Theme = {
  name: 'births',
  plan: {
    ...{ ...crowded, declined: null, processes: 2, alone: false, leaseMs: 6_000 },
    ...{ timeScale: 0.1, listLagMs: 8_000, idleCleanupMs: 60_000, channelQuota: 10, hurried: 'at an end' },
  },
  weights: { create: 10, start: 30, stop: 15, delete: 8, 'clock jump': 0, 'quota lowered': 0 },
  odds: { crash: 0, 'crash while making': 0.3 },
};

/** Calls for one destination get no answer, while others are asked to start. */
const oneHangs: Theme = {
  name: 'one hangs',
  plan: { focus: 0, isolated: true, declined: null, timeScale: 0.1 },
  weights: { create: 15, start: 30, stop: 10, 'edit and restart': 8 },
  odds: { 'aws request lost': 0.6 },
};

/** Lists tell what was, while things come and go quickly, not all of them by our doing. */
const lists: Theme = {
  name: 'lists',
  plan: { ...crowded, timeScale: 0.1, pollScale: 4, listLagMs: 8_000, idleCleanupMs: 60_000, aimed: true },
  weights: { start: 20, stop: 10, sync: 4, 'console stops': 20, 'console deletes': 6 },
  odds: { 'list leaves out': 0.1 },
};

/** Somebody at the console wants otherwise than Lunora's callers, and does it again. */
const stubborn: Theme = {
  name: 'stubborn',
  plan: { ...crowded, declined: null, timeScale: 0.1, pollScale: 5 },
  hasty: true,
  weights: {
    ...{ start: 20, stop: 20, 'console starts': 20, 'console stops': 15, 'console deletes': 4 },
    ...{ 'pipeline fails': 20 },
  },
};

/** What is being made goes, or what it is made for, and the one who makes it does too. */
const halfMade: Theme = {
  name: 'half made',
  plan: { ...births.plan },
  hasty: true,
  weights: {
    ...{ start: 25, stop: 15, delete: 12, create: 10, 'edit and restart': 10, 'console deletes': 15 },
    ...{ 'source lost': 6, 'source back': 5, 'flow stops': 4, 'flow starts': 6, 'pipeline fails': 6 },
  },
  odds: {
    ...{ crash: 0, 'crash while making': 0.15, 'aws answer lost': 0.2, 'aws delayed': 0.1, 'aws 403': 0.15 },
    ...{ 'aws request lost': 0.2 },
    ...{ CREATE_FAILED: 0.3, UPDATE_FAILED: 0.4 },
  },
};

/** The same of flow outputs, which whoever is at the console switches and removes. */
const outputs: Theme = {
  name: 'outputs',
  plan: { ...births.plan, outputShare: 1 },
  hasty: true,
  weights: {
    ...{ start: 25, stop: 15, delete: 12, create: 12, edit: 8, 'edit and restart': 12, 'console starts': 8 },
    ...{ 'console edits': 6, 'console stops': 8, 'console deletes': 12, 'source lost': 5, 'source back': 5 },
    ...{ 'flow stops': 8, 'flow starts': 8 },
  },
  odds: { crash: 0, 'crash while making': 0.15, 'aws answer lost': 0.2, 'aws 403': 0.15 },
};

/** Calls arrive when nobody waits for them any more. */
const lateCalls: Theme = {
  name: 'late calls',
  plan: { ...crowded, declined: null },
  weights: { create: 10, start: 20 },
  odds: { 'aws very late': 0.15 },
};

/** Clocks are set by hours, on either side of every use, while processes end and others go on. */
const clocks: Theme = {
  name: 'clocks',
  plan: { ...crowded, processes: 2, alone: false, leaseMs: 6_000, timeScale: 0.1, idleCleanupMs: 60_000 },
  weights: { 'clock jump': 20, kill: 8, 'stop process': 4, create: 10, start: 25, stop: 10, delete: 8 },
  odds: { 'clock set': 0.0005, 'clock wrong at the start': 0.5, 'crash while making': 0.05 },
};

/** Several processes append without pause to a table that is always as far away, and die while they wait for their turns. */
const turns: Theme = {
  name: 'turns',
  plan: {
    ...{ ...crowded, processes: 3, alone: false, leaseMs: 24_000, timeScale: 0.1 },
    tableMs: { least: 5, most: 5 },
  },
  weights: {
    'write on': 8,
    create: 5,
    start: 10,
    stop: 5,
    'clock jump': 0,
    'stop process': 2,
    'table down': 0,
  },
  odds: {
    ...{
      'crash in turn': 0.01,
      crash: 0,
      'table request lost': 0,
      'table answer lost': 0,
      'table delayed': 0,
    },
    ...{ 'table write late': 0, 'table written twice': 0, 'row written late': 0 },
  },
};

/** What AWS is asked has strange answers at times: nothing in it, not found, a list without items or without end. */
const strangeAnswers: Theme = {
  name: 'strange answers',
  plan: { ...crowded, declined: null, timeScale: 0.1, pollScale: 4, idleCleanupMs: 60_000 },
  weights: {
    ...{ create: 10, start: 25, stop: 15, delete: 8, 'edit and restart': 8, 'console deletes': 5 },
    ...{ 'console starts': 5, 'console stops': 5 },
  },
  odds: { 'aws strange answer': 0.1 },
};

/** By the seed's remainder; where there is none the seed is about anything. */
const themes: ReadonlyMap<number, Theme> = new Map([
  [1, twoLead],
  [2, lateRows],
  [3, edits],
  [4, clocks],
  [5, stubborn],
  [6, oneHangs],
  [7, births],
  [8, lists],
  [9, halfMade],
  [10, outputs],
  [11, lateCalls],
]);
const inTurn = 12;

/** Of the seeds whose remainder is 0 half stay about anything. */
const rareThemes: ReadonlyMap<number, Theme> = new Map([
  [inTurn, strangeAnswers],
  [2 * inTurn, turns],
]);

export const themeOf = (seed: number): Theme | null =>
  rareThemes.get(seed % (4 * inTurn)) ?? themes.get(seed % inTurn) ?? null;
