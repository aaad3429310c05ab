import { beforeEach, describe, expect, it } from 'vitest';
import { createContext } from '../../src/resolvers/context.ts';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { destinationEvents } from '../../src/resolvers/query/destination-events.ts';
import { pageOfEvents } from '../../src/resolvers/query/events.ts';
import { maxScanned } from '../../src/resolvers/query/scan.ts';
import { events } from '../../src/resolvers/subscription/events.ts';
import { type Api, openApi } from './open-api.ts';
import { channel, destination, flow, happened, onChannel, preset, session } from './sample.ts';

let api: Api;
beforeEach(async () => {
  api = await openApi();
});

interface EventsPage {
  events: {
    nodes: { message: string }[];
    edges: { cursor: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}

const eventsQuestion = `query ($first: Int, $after: Cursor, $last: Int, $before: Cursor, $filter: EventFilter) {
  events(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { message } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function messages(args: object = {}): Promise<string[]> {
  const { data, errors } = await api.ask<EventsPage>(eventsQuestion, { ...args });
  expect(errors).toEqual([]);
  return data.events.nodes.map(({ message }) => message);
}

describe('the activity log', () => {
  beforeEach(async () => {
    await api.say(happened('a', '1'), happened('b', '2', { actor: 'other' }), happened('a', '3'));
    await api.store.change(() => ({
      changes: [],
      events: [happened('a', '4'), happened('b', '5', { kind: 'DESTINATION_CREATED' })],
      value: null,
    }));
  });

  it('tells the newest first, within a step too', async () => {
    expect(await messages()).toEqual(['5', '4', '3', '2', '1']);
  });

  it('says where it can be followed from, on an empty page and to the end too', async () => {
    const question = `query ($first: Int, $filter: EventFilter) {
      events(first: $first, filter: $filter) { nodes { message cursor } edges { cursor } asOf }
    }`;
    type Followed = { events: { nodes: { message: string; cursor: string }[]; asOf: string } };
    const { data } = await api.ask<Followed>(question);
    expect(data.events.asOf).not.toBe('');
    const empty = await api.ask<Followed>(question, { filter: { actor: 'nobody' } });
    expect(empty.data.events).toEqual({ nodes: [], edges: [], asOf: data.events.asOf });
    await api.say(happened('a', '6'), happened('a', '7'));
    const following = events(api.context(), { after: data.events.asOf })[Symbol.asyncIterator]();
    expect((await following.next()).value?.message).toBe('6');
    expect((await following.next()).value?.message).toBe('7');
    await following.return?.();
  });

  it('leaves what happens while a page is read to those who follow it', async () => {
    let late = false;
    const history = api.store.historyFor();
    const slow: Pick<typeof history, 'events' | 'latestEventsOf'> = {
      async events(args) {
        if (!late) await api.say(happened('a', 'late'));
        late = true;
        return history.events(args);
      },
      async latestEventsOf(...args) {
        await api.say(happened('a', 'later'));
        return history.latestEventsOf(...args);
      },
    };
    const store = Object.create(api.store, {
      historyFor: { value: () => Object.assign(Object.create(history), slow) },
    });
    const context = createContext({ ...api.context(), store }, api.context().viewer, 'r');
    const page = await pageOfEvents(context, { last: 50 }, { subjectIds: undefined, keep: () => true });
    expect(page.edges.map(({ node }) => node.message)).toEqual(['5', '4', '3', '2', '1']);
    const ofOne = await destinationEvents(context, destination('a'), { first: 3 });
    expect(ofOne.edges.map(({ node }) => node.message)).toEqual(['late', '4']);
  });

  it('names the token that did it, where it has a record', async () => {
    await api.say(happened('a', 'by a token', { actorId: 't1' }));
    const { data } = await api.ask('{ events(first: 2) { nodes { actorId } } }');
    expect(data).toEqual({ events: { nodes: [{ actorId: encodeId('Token', 't1') }, { actorId: null }] } });
  });

  it('is read in pages from either end', async () => {
    const { data } = await api.ask<EventsPage>(eventsQuestion, { first: 2 });
    const { endCursor } = data.events.pageInfo;
    expect(data.events.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(await messages({ first: 2, after: endCursor })).toEqual(['3', '2']);
    expect(await messages({ last: 2 })).toEqual(['2', '1']);
    const oldest = await api.ask<EventsPage>(eventsQuestion, { last: 2 });
    expect(oldest.data.events.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(await messages({ last: 2, before: oldest.data.events.pageInfo.startCursor })).toEqual(['4', '3']);
    expect(await messages({ after: endCursor, before: oldest.data.events.pageInfo.startCursor })).toEqual([
      '3',
    ]);
  });

  it.each([
    [{ subjectIds: [encodeId('Destination', 'a')] }, ['4', '3', '1']],
    [{ subjectIds: [encodeId('Destination', 'a'), encodeId('Destination', 'b')] }, ['5', '4', '3', '2', '1']],
    [{ subjectIds: [encodeId('Destination', 'nobody'), 'junk'] }, []],
    [{ subjectIds: [] }, []],
    [{ kind: ['DESTINATION_CREATED'] }, ['5']],
    [{ actor: 'other' }, ['2']],
    [{ actor: 'other', subjectIds: [encodeId('Destination', 'a')] }, []],
  ])('shows with %j only what was asked for', async (filter, expected) => {
    expect(await messages({ filter })).toEqual(expected);
  });

  it('reads no further than it must for a page of one', async () => {
    expect(await messages({ first: 1, filter: { actor: 'other' } })).toEqual(['2']);
    const { data } = await api.ask<EventsPage>(eventsQuestion, { first: 1, filter: { actor: 'other' } });
    expect(data.events.pageInfo.hasNextPage).toBe(false);
  });

  it('refuses a cursor that is none, and one of another log', async () => {
    const other = await openApi();
    await other.say(happened('a', '1'));
    const { data } = await other.ask<EventsPage>(eventsQuestion);
    const foreign = data.events.edges[0]?.cursor;
    expect((await api.ask(eventsQuestion, { after: 'junk' })).errors).toEqual(['BAD_USER_INPUT']);
    expect((await api.ask(eventsQuestion, { after: foreign })).errors).toEqual(['OUTDATED_CURSOR']);
    expect((await api.ask(eventsQuestion, { first: 501 })).errors).toEqual(['BAD_USER_INPUT']);
  });

  it('keeps the name of what is gone', async () => {
    const { data } = await api.ask(
      '{ events(first: 1) { nodes { subject { id } subjectId subjectType subjectName } } }',
    );
    expect(data).toEqual({
      events: {
        nodes: [
          {
            subject: null,
            subjectId: encodeId('Destination', 'b'),
            subjectType: 'Destination',
            subjectName: 'Destination b',
          },
        ],
      },
    });
  });
});

describe('a filter that matches little', () => {
  it('stops after a bounded stretch and goes on from there', async () => {
    await api.say(happened('a', 'rare', { actor: 'rare' }));
    const noise = Array.from({ length: 250 }, (_, index) => happened('b', `noise ${index}`));
    for (let told = 0; told < maxScanned; told += noise.length)
      await api.store.change(() => ({ changes: [], events: noise, value: null }));

    const { data } = await api.ask<EventsPage>(eventsQuestion, { filter: { actor: 'rare' } });
    expect(data.events.nodes).toEqual([]);
    expect(data.events.pageInfo.hasNextPage).toBe(true);
    expect(await messages({ filter: { actor: 'rare' }, after: data.events.pageInfo.endCursor })).toEqual([
      'rare',
    ]);
  });
});

describe('many questions of history in one request', () => {
  beforeEach(async () => {
    for (let told = 0; told < 1_200; told += 200) {
      const noise = Array.from({ length: 200 }, (_, index) => happened('b', `noise ${told + index}`));
      await api.store.change(() => ({ changes: [], events: noise, value: null }));
    }
  });
  const ask = (aliases: string[]) => api.ask(`{ ${aliases.map((field, n) => `a${n}: ${field}`).join(' ')} }`);

  it('read what they share once, whatever each looks for in it', async () => {
    const one = await ask(['events(first: 1, filter: { actor: "nobody" }) { nodes { id } }']);
    expect(one.errors).toEqual([]);
    const readsOfOne = api.reads.length;
    api.reads.length = 0;
    const { errors } = await ask(
      Array.from(
        { length: 100 },
        (_, n) => `events(first: ${1 + (n % 7)}, filter: { actor: "x${n}" }) { nodes { id } }`,
      ),
    );
    expect(errors).toEqual([]);
    expect(api.reads.length).toBeLessThanOrEqual(readsOfOne + 1);
  });

  it('read sessions once, too', async () => {
    await api.keep('session', session('s1', 'a', { startedAt: hour(1) }));
    const { errors } = await ask(
      Array.from({ length: 50 }, (_, n) => `sessions(first: ${1 + n}) { nodes { id } }`),
    );
    expect(errors).toEqual([]);
    expect(api.reads.length).toBeLessThanOrEqual(2);
  });

  it('find events and sessions by their ids with one read of each kind', async () => {
    const page = await api.ask<{ events: { nodes: { id: string }[] } }>(
      '{ events(first: 100) { nodes { id } } }',
    );
    await api.keep('session', session('s1', 'a', { startedAt: hour(1) }));
    await api.store.change(() => ({
      changes: [{ type: 'session', id: 's1', kind: 'DELETED', record: null, flowId: null }],
      events: [],
      value: null,
    }));
    api.reads.length = 0;
    const all = [
      ...page.data.events.nodes.map(({ id }) => id),
      encodeId('Session', 's1'),
      encodeId('Session', 'never'),
      encodeId('Session', 'x'.repeat(3_000)),
      encodeId('Event', '999999.0'),
      encodeId('Event', '1.999'),
    ];
    const { data } = await api.ask<{ nodes: ({ id: string } | null)[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: all },
    );
    expect(data.nodes.map((node) => node?.id ?? null)).toEqual([
      ...all.slice(0, 101),
      null,
      null,
      null,
      null,
    ]);
    expect(api.reads.sort()).toEqual(['eventsAt', 'sessionsById']);
  });
});

interface SessionsPage {
  sessions: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

const hour = (index: number) => `2026-11-01T${String(index).padStart(2, '0')}:00:00.000Z`;
const ids = (names: string[]) => names.map((id) => ({ id: encodeId('Session', id) }));

describe('sessions', () => {
  const question = `query ($first: Int, $after: String, $filter: SessionFilter) {
    sessions(first: $first, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } }
  }`;
  const ask = async (args: object) => (await api.ask<SessionsPage>(question, { ...args })).data.sessions;

  beforeEach(async () => {
    await api.keep(
      'session',
      session('s1', 'a', { startedAt: hour(1) }),
      session('s3', 'a', { startedAt: hour(3) }),
      session('s2', 'b', { startedAt: hour(2) }),
      session('open', 'b', { startedAt: hour(4), endedAt: null, endReason: null, cost: null }),
    );
  });

  it('are told newest first, open ones with the ended', async () => {
    expect((await ask({})).nodes).toEqual(ids(['open', 's3', 's2', 's1']));
  });

  it('are read in pages', async () => {
    const first = await ask({ first: 3 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await ask({ first: 3, after: first.pageInfo.endCursor });
    expect(rest).toMatchObject({ nodes: ids(['s1']), pageInfo: { hasNextPage: false } });
  });

  it.each([
    [{ destinationIds: [encodeId('Destination', 'a')] }, ['s3', 's1']],
    [{ destinationIds: [encodeId('Destination', 'x'), 'junk'] }, []],
    [{ from: hour(2), to: hour(4) }, ['s3', 's2']],
    [{ from: '2026-11-01T03:00:00+01:00', to: '2026-11-01T04:00:00+01:00' }, ['s2']],
    [{ destinationIds: [encodeId('Destination', 'b')], from: hour(3) }, ['open']],
  ])('are filtered by %j', async (filter, expected) => {
    expect((await ask({ filter })).nodes).toEqual(ids(expected));
  });

  it('refuse an instant that is none', async () => {
    const { errors } = await api.ask(question, { filter: { from: 'yesterday' } });
    expect(errors).toEqual([expect.stringContaining('A DateTime is written like')]);
  });
});

describe("a destination's sessions", () => {
  const question = `query ($id: ID!, $first: Int, $after: String) { destination(id: $id) {
    currentSession { id } sessions(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
  } }`;
  interface Answer {
    destination: SessionsPage & { currentSession: { id: string } | null };
  }
  const ask = async (args: object) =>
    (await api.ask<Answer>(question, { id: encodeId('Destination', 'a'), ...args })).data.destination;

  it('come from memory while they are all there', async () => {
    await api.keep('destination', destination('a', { sessionId: 'open' }));
    await api.keep('session', session('old', 'a', { startedAt: hour(1) }));
    await api.keep('session', session('open', 'a', { startedAt: hour(2), endedAt: null }));
    expect(await ask({})).toEqual({
      currentSession: { id: encodeId('Session', 'open') },
      sessions: { nodes: ids(['open', 'old']), pageInfo: expect.objectContaining({ hasNextPage: false }) },
    });
    expect(api.reads).toEqual([]);
  });

  it('go on from history beyond those in memory', async () => {
    const all = Array.from({ length: 14 }, (_, index) => `s${String(index).padStart(2, '0')}`);
    await api.keep('destination', destination('a'));
    await api.keep('session', ...all.map((id, index) => session(id, 'a', { startedAt: hour(index) })));
    for (const id of all.slice(0, 4)) {
      const found = api.store.state.get('session', id);
      if (found) await forget(found.id);
    }
    const newest = all.toReversed();
    const first = await ask({ first: 8 });
    expect(api.reads).toEqual([]);
    expect(first.sessions.nodes).toEqual(ids(newest.slice(0, 8)));
    const rest = await ask({ first: 8, after: first.sessions.pageInfo.endCursor });
    expect(rest.sessions).toMatchObject({ nodes: ids(newest.slice(8)), pageInfo: { hasNextPage: false } });
    expect(api.reads).toEqual(['sessions']);
  });

  const forget = (id: string) =>
    api.store.change(() => ({
      changes: [{ type: 'session', id, kind: 'DELETED', record: null, flowId: null }],
      events: [],
      value: null,
    }));
});

describe('fifty destinations with all that is behind them', () => {
  beforeEach(async () => {
    await api.keep('flow', flow('one'));
    await api.keep('preset', preset('hd'));
    for (let index = 0; index < 50; index += 1) {
      const id = `d${index}`;
      await api.keep('channel', channel(id));
      await api.keep('destination', destination(id, { ...onChannel(id), sessionId: `${id}-5` }));
      for (let run = 0; run < 6; run += 1)
        await api.keep('session', session(`${id}-${run}`, id, { startedAt: hour(run) }));
      await api.say(happened(id, 'first'), happened(id, 'second'));
    }
  });

  it('make no read of the store', async () => {
    const { data, errors } = await api.ask<{ destinations: { nodes: { sessions: { nodes: unknown[] } }[] } }>(
      `{ destinations(first: 50) { totalCount nodes {
        name channel { awsId inputs { awsId } } flow { name source { health } } preset { name } output { id }
        currentSession { id } sessions(first: 5) { nodes { id } }
      } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.destinations.nodes).toHaveLength(50);
    expect(data.destinations.nodes.every(({ sessions }) => sessions.nodes.length === 5)).toBe(true);
    expect(api.reads).toEqual([]);
  });

  it('make one read for the last events of all', async () => {
    const { data, errors } = await api.ask<{ destinations: { nodes: EventsPage[] } }>(
      '{ destinations(first: 50) { nodes { events(first: 1) { nodes { message } pageInfo { hasNextPage } } } } }',
    );
    expect(errors).toEqual([]);
    expect(data.destinations.nodes).toEqual(
      Array.from({ length: 50 }, () => ({
        events: { nodes: [{ message: 'second' }], pageInfo: { hasNextPage: true } },
      })),
    );
    expect(api.reads).toEqual(['latestEventsOf']);
  });

  it('read anew for every answer', async () => {
    const question = `query ($id: ID!) { destination(id: $id) { events(first: 1) { nodes { message } } } }`;
    const id = encodeId('Destination', 'd7');
    const context = api.context();
    expect(context.loaders.latestEvents).not.toBe(api.context().loaders.latestEvents);
    await api.ask(question, { id });
    await api.say(happened('d7', 'third'));
    expect((await api.ask(question, { id })).data).toEqual({
      destination: { events: { nodes: [{ message: 'third' }] } },
    });
  });

  it("goes beyond a destination's newest events page by page", async () => {
    const question = `query ($id: ID!, $after: Cursor) { destination(id: $id) {
      events(first: 1, after: $after) { nodes { message } pageInfo { hasNextPage hasPreviousPage endCursor } }
    } }`;
    const id = encodeId('Destination', 'd7');
    const first = await api.ask<{ destination: EventsPage }>(question, { id });
    const { data } = await api.ask<{ destination: EventsPage }>(question, {
      id,
      after: first.data.destination.events.pageInfo.endCursor,
    });
    expect(data.destination.events).toMatchObject({
      nodes: [{ message: 'first' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });
});
