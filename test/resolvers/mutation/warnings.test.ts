import { expect, it } from 'vitest';
import { put } from '../../../src/domain/change.ts';
import { warn } from '../../../src/domain/commands/warn.ts';
import type { Decide } from '../../../src/domain/decision.ts';
import type { Destination } from '../../../src/domain/records.ts';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { bulk } from '../../../src/resolvers/mutation/bulk.ts';
import { carryOut } from '../../../src/resolvers/mutation/carry-out.ts';
import { openApi } from '../open-api.ts';
import { destination } from '../sample.ts';

const warnings = [warn('PLATFORM_MISMATCH', 'Worth a look.', 'platform')];
const decide =
  (id: string): Decide<Destination> =>
  (state) => ({
    changes: [put(state, 'destination', destination(id))],
    events: [],
    value: destination(id),
    warnings,
  });

it('answers with the warnings of a decision, and again when it is repeated', async () => {
  const ctx = (await openApi()).context();
  const keyed = { idempotencyKey: 'once' };
  const first = await carryOut(ctx, 'createDestination', 'destination', keyed, decide('d1'));
  expect(first).toMatchObject({ replayed: false, warnings });
  const again = await carryOut(ctx, 'createDestination', 'destination', keyed, decide('d2'));
  expect(again).toMatchObject({ replayed: true, warnings });
});

it('answers with the warnings of each of many', async () => {
  const ctx = (await openApi()).context();
  const ids = [encodeId('Destination', 'd1'), encodeId('Destination', 'd2')];
  const { results } = await bulk(ctx, 'startDestinations', { ids }, decide);
  expect(results).toMatchObject(ids.map((destinationId) => ({ destinationId, warnings })));
});

it('answers without warnings where there are none', async () => {
  const api = await openApi();
  const { data } = await api.ask(
    'mutation { stopDestination(input: { id: "x" }) { warnings { code message path } } }',
  );
  expect(data).toEqual({ stopDestination: { warnings: [] } });
});
