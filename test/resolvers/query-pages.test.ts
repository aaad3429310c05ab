import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { remove } from '../../src/domain/change.ts';
import { decodeCursor, END } from '../../src/domain/cursor.ts';
import { encodeId } from '../../src/resolvers/global-id.ts';
import type { PageArgs } from '../../src/resolvers/query/page-args.ts';
import { paginate } from '../../src/resolvers/query/paginate.ts';
import { type Api, openApi } from './open-api.ts';
import { arnOf, channel, destination, flow } from './sample.ts';

let api: Api;
beforeEach(async () => {
  api = await openApi();
});

interface Page {
  destinations: {
    nodes: { name: string }[];
    totalCount: number;
    asOf: string;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}

const question = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: DestinationFilter) {
  destinations(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { name } totalCount asOf pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const namesOf = ({ destinations }: Page) => destinations.nodes.map(({ name }) => name);
const made = (id: string, hour: number) =>
  destination(id, { name: id, createdAt: `2026-11-01T${String(hour).padStart(2, '0')}:00:00.000Z` });

describe('a page of destinations', () => {
  beforeEach(async () => {
    await api.keep('destination', made('c', 3), made('a', 1), made('b2', 2), made('b1', 2));
  });

  it('lists the oldest first, and by id where they are of one age', async () => {
    const { data } = await api.ask<Page>(question);
    expect(namesOf(data)).toEqual(['a', 'b1', 'b2', 'c']);
    expect(data.destinations.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  it('says at which position of the log it is true', async () => {
    const { data } = await api.ask<Page>(question);
    expect(decodeCursor(data.destinations.asOf)).toEqual({
      incarnation: api.store.incarnation,
      position: 4,
      index: END,
      snapshot: false,
    });
  });

  it('goes on where the last one ended, also when what stood there is gone', async () => {
    const first = await api.ask<Page>(question, { first: 2 });
    expect(namesOf(first.data)).toEqual(['a', 'b1']);
    expect(first.data.destinations.pageInfo.hasNextPage).toBe(true);
    const gone = api.store.state.get('destination', 'b1');
    await api.store.change((state) => ({
      changes: gone ? [remove(state, 'destination', gone)] : [],
      events: [],
      value: null,
    }));
    const { data } = await api.ask<Page>(question, { after: first.data.destinations.pageInfo.endCursor });
    expect(namesOf(data)).toEqual(['b2', 'c']);
    expect(data.destinations).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  it('can be read from the end', async () => {
    const last = await api.ask<Page>(question, { last: 2 });
    expect(namesOf(last.data)).toEqual(['b2', 'c']);
    expect(last.data.destinations.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const { data } = await api.ask<Page>(question, {
      last: 2,
      before: last.data.destinations.pageInfo.startCursor,
    });
    expect(namesOf(data)).toEqual(['a', 'b1']);
  });

  it.each([
    ['a negative size', { first: -1 }],
    ['a negative size from the end', { last: -1 }],
    ['more than 500', { first: 501 }],
    ['more than 500 from the end', { last: 501 }],
    ['both ends at once', { first: 1, last: 1 }],
    ['a cursor that is none', { after: 'nonsense' }],
    ['a cursor of another kind', { before: encodeId('Destination', 'a') }],
  ])('is refused for %s', async (_what, args) => {
    expect(await api.ask(question, args)).toEqual({ data: null, errors: ['BAD_USER_INPUT'] });
  });

  it('may be of nothing', async () => {
    const { data } = await api.ask<Page>(question, { first: 0 });
    expect(data.destinations).toMatchObject({ nodes: [], totalCount: 4, pageInfo: { hasNextPage: true } });
  });

  it('holds 50 unless asked for more', async () => {
    const many = Array.from({ length: 60 }, (_, index) => destination(`m${index}`));
    await api.keep('destination', ...many);
    expect((await api.ask<Page>(question)).data.destinations.nodes).toHaveLength(50);
    expect((await api.ask<Page>(question, { first: 500 })).data.destinations.nodes).toHaveLength(64);
  });
});

describe('a filter of destinations', () => {
  beforeEach(async () => {
    await api.keep('flow', flow('one'), flow('two'));
    await api.keep(
      'destination',
      destination('a', { name: 'Main', tags: [{ key: 'team', value: 'news' }] }),
      destination('b', { name: 'Second', platform: 'TWITCH', flowId: arnOf('two') }),
      destination('c', {
        name: 'Third',
        deliveryMode: 'FLOW_OUTPUT',
        tags: [{ key: 'team', value: 'sport' }],
      }),
      destination('d', {
        name: 'Fourth',
        condition: { ...destination('d').condition, status: 'ERROR' },
      }),
    );
  });

  it.each([
    [{ ids: [encodeId('Destination', 'a'), encodeId('Destination', 'x'), 'junk'] }, ['Main']],
    [{ ids: [] }, []],
    [{ flowId: encodeId('Flow', arnOf('two')) }, ['Second']],
    [{ flowId: 'junk' }, []],
    [{ platform: ['TWITCH', 'LINKEDIN'] }, ['Second']],
    [{ status: ['ERROR'] }, ['Fourth']],
    [{ deliveryMode: ['FLOW_OUTPUT'] }, ['Third']],
    [{ nameContains: 'MAI' }, ['Main']],
    [{ tag: { key: 'team', value: 'sport' } }, ['Third']],
    [{ platform: ['YOUTUBE'], nameContains: 'r' }, ['Third', 'Fourth']],
    [{}, ['Main', 'Second', 'Third', 'Fourth']],
  ])('%j lets only those through for which all of it holds', async (filter, expected) => {
    const { data } = await api.ask<Page>(question, { filter });
    expect(namesOf(data).sort()).toEqual([...expected].sort());
    expect(data.destinations.totalCount).toBe(expected.length);
  });
});

describe('a page of channels', () => {
  it('is by name, and of the states and roles asked for', async () => {
    await api.keep(
      'channel',
      channel('1', { name: 'b', state: 'RUNNING' }),
      channel('2', { name: 'a', role: 'UNMANAGED', state: 'RUNNING' }),
      channel('3', { name: null }),
    );
    const ask = async (filter: object) => {
      const { data } = await api.ask<{ channels: { nodes: { awsId: string }[] } }>(
        'query ($filter: ChannelFilter) { channels(filter: $filter) { nodes { awsId } } }',
        { filter },
      );
      return data.channels.nodes.map(({ awsId }) => awsId);
    };
    expect(await ask({})).toEqual(['3', '2', '1']);
    expect(await ask({ state: ['RUNNING'] })).toEqual(['2', '1']);
    expect(await ask({ state: ['RUNNING'], role: ['UNMANAGED'] })).toEqual(['2']);
  });
});

describe('any list', () => {
  it('is read whole and once, from either end, in pages of any size', () => {
    const names = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 5 }), fc.boolean(), (items, size, fromEnd) => {
        const read: string[] = [];
        let args: PageArgs = fromEnd ? { last: size } : { first: size };
        for (let pages = 0; pages <= items.length; pages += 1) {
          const { edges, pageInfo, totalCount } = paginate(api.context(), items, (item) => [item], args);
          const nodes = edges.map(({ node }) => node);
          if (fromEnd) read.unshift(...nodes);
          else read.push(...nodes);
          expect(totalCount).toBe(items.length);
          if (!(fromEnd ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
          args = fromEnd
            ? { last: size, before: pageInfo.startCursor }
            : { first: size, after: pageInfo.endCursor };
        }
        expect(read).toEqual([...items].sort());
      }),
    );
  });
});
