import { executeSync, parse } from 'graphql';
import { expect, it } from 'vitest';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { schema } from '../../src/schema/index.ts';
import { openApi } from '../resolvers/open-api.ts';
import { arnOf, destination, flow, preset } from '../resolvers/sample.ts';

it('answers records with their ids in one go, without waiting', async () => {
  const api = await openApi();
  await api.keep('flow', flow('one'));
  await api.keep('preset', preset('hd'));
  await api.keep('destination', destination('d1'));
  const question = '{ destinations { edges { node { id name preset { id } flow { id } } } } }';
  const answer = executeSync({ schema, document: parse(question), contextValue: api.context() });
  expect(JSON.parse(JSON.stringify(answer))).toEqual({
    data: {
      destinations: {
        edges: [
          {
            node: {
              id: encodeId('Destination', 'd1'),
              name: 'Destination d1',
              preset: { id: encodeId('Preset', 'hd') },
              flow: { id: encodeId('Flow', arnOf('one')) },
            },
          },
        ],
      },
    },
  });
});
