import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenialCounts } from '../../src/domain/count-denials.ts';
import type { DeniedRequest } from '../../src/domain/denial.ts';

const at = '2026-01-01T00:00:00.000Z';
const denied = (more: Partial<DeniedRequest>): DeniedRequest => ({
  ...{ actor: null, actorId: null, requestId: 'r', reason: 'UNKNOWN_TOKEN', code: 'UNAUTHENTICATED' },
  ...{ operation: null, address: '192.0.2.1' },
  ...more,
});
const byToken = (actorId: string, operation: string) =>
  denied({ actor: 'ann', actorId, operation, reason: 'ROLE', code: 'FORBIDDEN' });

const anyDenied = fc
  .tuple(fc.boolean(), fc.nat(30), fc.nat(3))
  .map(([known, n, o]) => (known ? byToken(`t${n}`, `op${o}`) : denied({ address: `192.0.2.${n}` })));

describe('denials of an hour', () => {
  it('are recorded once, and their repeats once more when it is over', () => {
    const counts = new DenialCounts(100);
    expect(counts.add(denied({}), at)).toMatchObject({ actor: 'anonymous', denial: { count: 1 } });
    for (let n = 0; n < 3; n += 1) expect(counts.add(denied({ requestId: `r${n}` }), at)).toBeNull();
    expect(counts.add(byToken('t1', 'syncAll'), at)).toMatchObject({ actor: 'ann', actorId: 't1' });
    expect(counts.end(at)).toMatchObject([
      {
        requestId: 'r2',
        message: 'Sign-in failed: the token is not known. 3 times more within the hour.',
        denial: { reason: 'UNKNOWN_TOKEN', address: '192.0.2.1', count: 3 },
      },
    ]);
    expect(counts.end(at)).toEqual([]);
    expect(counts.add(denied({}), at)).not.toBeNull();
  });

  it('are never more records than are allowed, and every one of them is counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(anyDenied, { maxLength: 200 }), (most, all) => {
        const counts = new DenialCounts(most);
        const records = [...all.flatMap((one) => counts.add(one, at) ?? []), ...counts.end(at)];
        expect(records.length).toBeLessThanOrEqual(most);
        expect(records.reduce((sum, { denial }) => sum + (denial?.count ?? 0), 0)).toBe(all.length);
      }),
    );
  });

  it('of strangers, however many addresses they have, leave room for those of tokens', () => {
    const counts = new DenialCounts(21);
    const strangers = Array.from({ length: 100 }, (_, n) => counts.add(denied({ address: `a${n}` }), at));
    expect(strangers.filter(Boolean)).toHaveLength(5);
    expect(counts.add(byToken('t1', 'createToken'), at)).not.toBeNull();
    expect(counts.end(at)).toMatchObject([{ denial: { reason: 'OTHERS', code: null, count: 95 } }]);
  });
});
