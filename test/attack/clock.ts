import { startEmulator } from '../../emulator/start-emulator.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import {
  begin,
  edit,
  leads,
  onAir,
  type Process,
  readyz,
  run,
  startProcess,
  until,
} from './clock-process.ts';

interface Attack {
  name: string;
  figures: Record<string, number | string>;
}

const hourMs = 3_600_000;
const takeoverMs = 10_000;
const leaderlessMs = 30_000;

/** Clocks that are hours off, set forward and back, while leaders die: somebody leads, and what is asked for is done. */
export async function attack({ long }: { long: boolean }): Promise<Attack> {
  const pace = long ? 1 : 5;
  const emulator = await startEmulator({ port: 0, timeScale: 0, table: false });
  const table = createMemoryTable();
  const processes: Process[] = [];
  const start = async (aheadMs: number) => {
    const started = await startProcess(table, emulator, pace, aheadMs);
    processes.push(started);
    return started;
  };
  const appMs = (sinceMs: number) => Math.round((performance.now() - sinceMs) * pace);
  const figures: Attack['figures'] = { ...(await handOverWhileCreating(pace)) };
  try {
    const ahead = await start(2 * hourMs);
    await until('the first process leads', () => leads(ahead), 15_000);
    const heir = await start(0);
    const one = await run(heir, 'one');

    const diedAt = performance.now();
    ahead.table.lost = true;
    await until(
      'another leads after a leader that was two hours ahead',
      () => leads(heir),
      takeoverMs / pace,
    );
    figures['led again after a leader two hours ahead died, ms'] = appMs(diedAt);
    await run(heir, 'two');

    let refused = 0;
    for (const ms of long ? [-2, 3, -6, 6, -1].map((hours) => hours * hourMs) : [-2 * hourMs, 3 * hourMs]) {
      heir.setClock(ms);
      for (let n = 0; n < 20; n += 1) if (!(await edit(heir, one, `one, edit ${n} at ${ms}`))) refused += 1;
      await run(heir, `after ${ms}`);
    }
    if (refused > 0) throw new Error(`${refused} mutations were refused after the clock was set.`);
    figures['mutations refused after the clock was set'] = refused;

    const last = await start(-40_000);
    const handedAt = performance.now();
    await heir.app.close();
    processes.splice(processes.indexOf(heir), 1);
    await until('another leads after an orderly end', () => leads(last), takeoverMs / pace);
    figures['led again after an orderly end, ms'] = appMs(handedAt);
    await run(last, 'three');

    const blockedAt = performance.now();
    last.table.readOnly = true;
    await until(
      'it says that nobody leads',
      async () => (await readyz(last)).status === 503,
      (2 * leaderlessMs) / pace,
    );
    figures['not ready without a leader after ms'] = appMs(blockedAt);
    const { reasons = [] } = (await readyz(last)).body;
    if (!reasons.some((reason) => reason.startsWith('No process has led for'))) {
      throw new Error(`It says only: ${reasons.join(' ')}`);
    }
    last.table.readOnly = false;
    await until(
      'it is ready again',
      async () => (await readyz(last)).status === 200,
      (3 * takeoverMs) / pace,
    );
    return { name: 'clocks that are set', figures };
  } finally {
    for (const { app, table: access } of processes) {
      access.readOnly = false;
      await app.close().catch(() => {});
    }
    await emulator.close();
  }
}

/**
 * A leader two hours ahead ends in order while a channel is CREATING: the next one believes its own looks at once, and
 * brings it on air.
 */
async function handOverWhileCreating(pace: number): Promise<Attack['figures']> {
  const emulator = await startEmulator({ port: 0, timeScale: 1, table: false });
  const table = createMemoryTable();
  const { channels, settings } = emulator.world.account;
  const creating = () => Object.values(channels).some(({ state }) => state === 'CREATING');
  const ahead = await startProcess(table, emulator, pace, 2 * hourMs);
  const heir = await startProcess(table, emulator, pace, 0);
  try {
    await until('the process that is ahead leads', () => leads(ahead), 15_000);
    const made = await begin(heir, 'handed over');
    await until('its channel is CREATING', creating, 15_000);
    await ahead.app.close();
    if (!creating()) throw new Error('The channel was CREATING for too short.');
    const handedAtMs = performance.now();
    settings.timeScale = 0;
    await onAir(heir, made, 'what a leader two hours ahead left CREATING');
    const tookMs = Math.round(performance.now() - handedAtMs);
    return { 'on air after a leader two hours ahead ended while it was CREATING, ms': tookMs };
  } finally {
    await Promise.all([ahead, heir].map(({ app }) => app.close().catch(() => {})));
    await emulator.close();
  }
}
