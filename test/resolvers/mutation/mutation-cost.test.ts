import { expect, it } from 'vitest';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { mutationCost } from '../../../src/resolvers/mutation/mutation-cost.ts';
import { openApi } from '../open-api.ts';
import { destination, flow } from '../sample.ts';

it('counts each destination that a bulk call works on, as far as the token sees it', async () => {
  const api = await openApi();
  await api.keep('flow', flow('one'), flow('two'));
  const on = (id: string, flowId: string) => destination(id, { flowId });
  await api.keep('destination', on('a', 'one'), on('b', 'one'), on('c', 'two'));
  await api.keep('destination', destination('gone', { flowId: 'one', desired: 'DELETED' }));
  const cost = (input: object, flowIds: string[] | null = null) =>
    mutationCost(api.context({ name: 'v', role: 'OPERATOR', tokenId: 't', flowIds }), 'stopDestinations', {
      input,
    });
  const flowOne = encodeId('Flow', 'one');
  expect(cost({ all: true })).toBe(3);
  expect(cost({ all: true }, ['two'])).toBe(1);
  expect(cost({ flowId: flowOne })).toBe(2);
  expect(cost({ flowId: flowOne }, ['two'])).toBe(1);
  expect(cost({ flowId: 'junk' })).toBe(1);
  expect(cost({ ids: ['x', 'x', 'junk'] })).toBe(3);
  expect(cost({})).toBe(1);
  expect(mutationCost(api.context(), 'startDestination', { input: { id: 'x' } })).toBe(1);
});
