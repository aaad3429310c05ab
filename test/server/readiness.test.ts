import { expect, it } from 'vitest';
import { createReadiness } from '../../src/server/readiness.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

function start() {
  const clock = createManualClock();
  const lines: [string, object, string][] = [];
  const log = {
    info: (details: object, message: string) => void lines.push(['info', details, message]),
    error: (details: object, message: string) => void lines.push(['error', details, message]),
  };
  return { clock, lines, readiness: createReadiness({ clock, log }) };
}

it('names every check that fails, in one list', () => {
  const { readiness } = start();
  let leaderless = false;
  readiness.add(() => (leaderless ? 'Nobody leads.' : null));
  readiness.add(() => 'The table is away.');
  expect(readiness.reasons()).toEqual(['The table is away.']);
  leaderless = true;
  expect(readiness.reasons()).toEqual(['Nobody leads.', 'The table is away.']);
});

it('logs once when the process stops being ready, for each further reason, and when it is ready again', () => {
  const { clock, lines, readiness } = start();
  let [leaderless, away] = [false, false];
  let seconds = 0;
  readiness.add(() => {
    seconds += 1;
    return leaderless ? `Nobody leads for ${seconds} s.` : null;
  });
  readiness.add(() => (away ? 'The table is away.' : null));
  clock.advance(10_000);
  expect(lines).toEqual([]);
  leaderless = true;
  clock.advance(10_000);
  expect(lines.map(([level, , message]) => [level, message])).toEqual([['error', 'process not ready']]);
  away = true;
  clock.advance(2_000);
  expect(lines.at(-1)).toEqual([
    'error',
    { reasons: [expect.stringContaining('Nobody leads'), 'The table is away.'] },
    'process not ready',
  ]);
  [leaderless, away] = [false, false];
  clock.advance(10_000);
  expect(lines.length).toBe(3);
  expect(lines.at(-1)).toEqual(['info', {}, 'process ready again']);
  readiness.close();
  expect(clock.pending()).toBe(0);
});
