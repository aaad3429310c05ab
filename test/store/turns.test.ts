import { expect, it } from 'vitest';
import { TooManyWaitingError, Turns } from '../../src/store/turns.ts';

/** Works that end when they are told to. */
function startWorks(turns: Turns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    run: (key: string, name: string, signal?: AbortSignal) =>
      turns.run(
        key,
        () => {
          begun.push(name);
          return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
        },
        signal,
      ),
    async end(name: string) {
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('runs so many at once, and of one key fewer', async () => {
  const works = startWorks(new Turns({ atOnce: 3, atOncePerKey: 2 }));
  for (const name of ['a1', 'a2', 'a3']) void works.run('a', name);
  for (const name of ['b1', 'b2']) void works.run('b', name);
  expect(works.begun).toEqual(['a1', 'a2', 'b1']);
  await works.end('a1');
  expect(works.begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  await works.end('b1');
  expect(works.begun.at(-1)).toBe('b2');
});

it('lets keys take turns, however many works one of them has', async () => {
  const works = startWorks(new Turns({ atOnce: 1 }));
  for (let n = 0; n < 5; n += 1) void works.run('many', `many${n}`);
  void works.run('few', 'few0');
  await works.end('many0');
  await works.end('many1');
  expect(works.begun).toEqual(['many0', 'many1', 'few0']);
});

it('lets so many of a key wait and no more', async () => {
  const turns = new Turns({ atOnce: 1, waitingPerKey: 1 });
  const works = startWorks(turns);
  const first = works.run('a', 'first');
  const second = works.run('a', 'second');
  await expect(works.run('a', 'third')).rejects.toBeInstanceOf(TooManyWaitingError);
  void works.run('b', 'other');
  expect(turns.waits).toBe(2);
  await works.end('first');
  await works.end('second');
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  expect(works.begun).toEqual(['first', 'second', 'other']);
});

it('goes on without one that gave up, and after one that failed', async () => {
  const turns = new Turns({ atOnce: 1 });
  const works = startWorks(turns);
  void works.run('a', 'first');
  const late = new AbortController();
  const second = works.run('a', 'second', late.signal);
  const failed = expect(turns.run('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  const last = works.run('a', 'last');
  late.abort(new Error('too late'));
  await expect(second).rejects.toThrow('too late');
  await works.end('first');
  await failed;
  await works.end('last');
  expect(await last).toBe('last');
  expect(works.begun).toEqual(['first', 'last']);
  expect(turns.waits).toBe(0);
});
