import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instant } from '../../src/clock.ts';
import { createLogClock } from '../../src/store/log-clock.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { openStore } from './open-store.ts';
import { increment } from './records.ts';

const hourMs = 3_600_000;

function start(loadedAgoMs: number | null = 0) {
  const machine = createManualClock();
  const lines: [object, string][] = [];
  const note = (details: object, message: string) => void lines.push([details, message]);
  const loadedAt = loadedAgoMs === null ? null : instant(machine.now() - loadedAgoMs);
  return { machine, lines, clock: createLogClock(machine, loadedAt, { warn: note, error: note }) };
}

it('is the time of the machine while nobody sets its clock', () => {
  const { machine, clock, lines } = start(5_000);
  expect(clock.now()).toBe(machine.now());
  machine.advance(hourMs);
  expect(clock.now()).toBe(machine.now());
  expect(lines).toEqual([]);
});

it('never goes back, never stands still for long and comes back to the time of the machine', () => {
  const { machine, clock } = start();
  const before = clock.now();
  machine.step(-2 * hourMs);
  expect(clock.now()).toBe(before);
  machine.advance(60_000);
  expect(clock.now()).toBe(before + 30_000);
  machine.advance(4 * hourMs);
  expect(clock.now()).toBe(machine.now());
});

it('is never behind an entry that another process dated', () => {
  const { machine, clock } = start();
  clock.reach(machine.now() + hourMs);
  expect(clock.now()).toBe(machine.now() + hourMs);
  clock.reach(machine.now());
  expect(clock.now()).toBe(machine.now() + hourMs);
});

it('logs each step of the clock of its machine once, with how far, and no drift', () => {
  const { machine, clock, lines } = start();
  for (const ms of [2 * hourMs, -3 * hourMs, 999]) {
    machine.step(ms);
    for (let reads = 0; reads < 3; reads += 1) {
      machine.advance(1_000);
      clock.now();
    }
  }
  expect(lines).toEqual([
    [{ steppedMs: 2 * hourMs, now: expect.any(String) }, 'clock stepped'],
    [{ steppedMs: -3 * hourMs, now: expect.any(String) }, 'clock stepped'],
  ]);
});

it('says of what was there when it was loaded how long it has lasted by the log, and of the rest since it was seen', () => {
  const { machine, clock } = start(60_000);
  const old = instant(machine.now() - 90_000);
  expect(clock.elapsedMs('old', old)).toBe(30_000);
  const fresh = instant(machine.now());
  expect(clock.elapsedMs('fresh', fresh)).toBe(0);
  machine.step(5 * hourMs);
  machine.advance(1_000);
  expect(clock.elapsedMs('old', old)).toBe(31_000);
  expect(clock.elapsedMs('fresh', fresh)).toBe(1_000);
  expect(clock.elapsedMs('later', instant(clock.now()))).toBe(0);
});

it('follows a clock that is set forward a tenth faster than time passes, so that nothing comes early by the step', () => {
  const { machine, clock } = start();
  const before = clock.now();
  machine.step(2 * hourMs);
  expect(clock.now()).toBe(before);
  machine.advance(60_000);
  expect(clock.now()).toBe(before + 66_000);
  machine.advance(20 * hourMs);
  expect(clock.now()).toBe(machine.now());
});

it('takes the clock of the machine for right at its start, however long ago the newest entry was', () => {
  const { machine, clock } = start(50 * hourMs);
  expect(clock.now()).toBe(machine.now());
});

it('is the time of the machine again at once where that has slept', () => {
  const machine = createManualClock();
  const lines: string[] = [];
  const note = (_details: object, message: string) => void lines.push(message);
  let suspendedMs = 5_000;
  const clock = createLogClock({ ...machine, suspendedMs: () => suspendedMs }, null, {
    warn: note,
    error: note,
  });
  machine.step(8 * hourMs);
  suspendedMs += 8 * hourMs;
  expect(clock.now()).toBe(machine.now());
  expect(lines).toEqual(['machine slept']);
  const before = clock.now();
  machine.step(hourMs);
  suspendedMs += hourMs / 2;
  expect(clock.now()).toBe(before + hourMs / 2);
  expect(lines).toEqual(['machine slept', 'machine slept', 'clock stepped']);
});

it.each([-2 * hourMs, -30_000, 30_000, 2 * hourMs])(
  'says how long it lasted of what a clock %i ms off dated by when it was folded here',
  (offMs) => {
    const { machine, clock } = start(60_000);
    // A process whose clock was set back goes on at half pace, so its instants may be behind what passed here.
    machine.advance(10 * hourMs);
    const at = machine.now() + offMs;
    clock.reach(at);
    machine.advance(2_000);
    clock.reach(at + 2_000);
    expect(clock.elapsedMs('act', instant(at))).toBe(2_000);
    expect(clock.elapsedMs('look before the act', instant(at - 500))).toBe(2_000);
    expect(clock.elapsedMs('next act', instant(at + 1_000))).toBe(0);
  },
);

const happening = fc.oneof(
  fc.record({ does: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 100_000 }) }),
  fc.record({ does: fc.constant('step' as const), ms: fc.integer({ min: -6 * hourMs, max: 6 * hourMs }) }),
  fc.record({ does: fc.constant('reach' as const), ms: fc.integer({ min: -6 * hourMs, max: 6 * hourMs }) }),
);

it('goes on at half pace at least, whatever is set and reached, and says of nothing that it lasted longer than it did', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const { machine, clock } = start();
      const seenAt = instant(clock.now());
      const seenMs = machine.monotonicMs();
      clock.elapsedMs('seen', seenAt);
      for (const { does, ms } of happenings) {
        const [before, passed] = [clock.now(), machine.monotonicMs()];
        if (does === 'reach') clock.reach(machine.now() + ms);
        else machine[does](ms);
        const passedMs = machine.monotonicMs() - passed;
        expect(clock.now()).toBeGreaterThanOrEqual(before + Math.floor(passedMs / 2));
        expect(clock.elapsedMs('seen', seenAt)).toBe(machine.monotonicMs() - seenMs);
      }
    }),
  );
});

it('dates no entry before the one it follows, whichever process and whatever clock wrote it', async () => {
  const table = createMemoryTable();
  const ahead = createManualClock();
  const behind = createManualClock();
  behind.step(-2 * hourMs);
  const first = await openStore(table, { clock: ahead });
  const second = await openStore(table, { clock: behind });
  for (let round = 0; round < 5; round += 1) {
    await first.change(increment('a'));
    await second.change(increment('b'));
    for (const clock of [ahead, behind]) clock.advance(1_000);
    ahead.step(-hourMs);
  }
  const times = (await second.entriesAfter(0, 100)).map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  expect(times.length).toBe(10);
  await Promise.all([first.close(), second.close()]);
});
