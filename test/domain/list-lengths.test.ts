import { expect, it } from 'vitest';
import { countOf, largestGroupOf, longestOf } from '../../src/domain/list-lengths.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { arnOf, channel, destination, flow, output } from '../resolvers/sample.ts';

const state = new FoldedState();
for (const record of [flow('one'), flow('two')]) state.put('flow', record.id, record);
for (const name of ['a', 'b', 'c']) {
  const record = output(name, name === 'c' ? 'two' : 'one');
  state.put('output', record.id, record);
}
state.put('channel', '1', channel('1', { inputIds: ['x', 'y'] }));
state.put('channel', '2', channel('2', { inputIds: [] }));
state.put('destination', 'd', destination('d', { flowId: arnOf('one') }));

it('counts the records of one type or several', () => {
  expect(countOf('flow')(state)).toBe(2);
  expect(countOf('flow', 'output', 'preset')(state)).toBe(5);
});

it('finds the longest list that a record holds', () => {
  expect(longestOf('channel', ({ inputIds }) => inputIds.length)(state)).toBe(2);
  expect(longestOf('preset', () => 1)(state)).toBe(0);
});

it('finds the largest group of records that share a key', () => {
  expect(largestGroupOf('output', ({ flowId }) => flowId)(state)).toBe(2);
  expect(largestGroupOf('destination', ({ work }) => work.channel?.id)(state)).toBe(0);
});
