import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Messages } from '../../_kit/messages.ts';
import { putOutput, removeOutput } from '../../pubsub/outputs.ts';
import { about, changeOf, follow, startFollowed } from './followers.ts';

/** Places that can be gone on after: one within a snapshot begins it again. */
const placesOf = (changes: Messages) =>
  changes.all.map(changeOf).flatMap(({ kind, cursor }) => (kind === 'SNAPSHOT' ? [] : cursor));

/** Changes, and at which of them somebody comes: new, or after a place he has been told before. */
const course = fc.record({
  changes: fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), gone: fc.boolean() }), {
    minLength: 20,
    maxLength: 120,
  }),
  arrivals: fc.array(fc.record({ at: fc.nat(119), resumes: fc.boolean(), later: fc.boolean() }), {
    maxLength: 12,
  }),
  atOnce: fc.integer({ min: 1, max: 30 }),
});

it('tells whoever comes, at whatever moment of a burst, everything from there on, in order and once', async () => {
  await using edge = await startFollowed({ socketsPerToken: 10_000 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(course, async ({ changes, arrivals, atOnce }) => {
      run += 1;
      const witness = edge.socket();
      const whole = witness.subscribe(follow);
      await whole.next();
      const came: { changes: Messages & { stop(): void }; after: string | null }[] = [];

      for (let n = 0; n < changes.length; n += atOnce) {
        const burst = changes
          .slice(n, n + atOnce)
          .map(({ id, gone }, offset) =>
            edge.store.change(gone ? removeOutput(id) : putOutput(id, 'flow-a', `${n + offset}`)),
          );
        for (const { at, resumes, later } of arrivals) {
          if (at < n || at >= n + atOnce) continue;
          if (later) await Promise.all(burst);
          const after = resumes ? (placesOf(whole)[whole.all.length >> 1] ?? null) : null;
          const query = later ? `${follow} #` : follow;
          came.push({ changes: edge.socket().subscribe(query, { after }), after });
        }
        await Promise.all(burst);
      }
      // The last word, which everybody must hear.
      await edge.store.change(putOutput(`end ${run}`, 'flow-a'));
      await whole.next(about(`end ${run}`));

      const all = whole.all.map(changeOf);
      for (const { changes: told, after } of came) {
        // One that came in the last moment has the end in its snapshot.
        await told.next(about(`end ${run}`));
        const live = told.all.map(changeOf).filter(({ kind }) => kind !== 'SNAPSHOT' && kind !== 'BOOKMARK');
        const from =
          after === null ? all.length - live.length : all.findIndex(({ cursor }) => cursor === after) + 1;
        const due = all.slice(from).filter(({ kind }) => kind !== 'SNAPSHOT' && kind !== 'BOOKMARK');
        expect(live).toEqual(due);
        if (after === null) {
          const records = new Set(told.all.map(changeOf).flatMap(({ id }) => id ?? []));
          expect(records.has(`end ${run}`)).toBe(true);
        }
        told.stop();
      }
      whole.stop();
    }),
    { numRuns: 15 },
  );
  await expect.poll(edge.groups).toBe(0);
}, 30_000);
