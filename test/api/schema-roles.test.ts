import { isInputObjectType, isNonNullType, isScalarType, parse, subscribe } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/resolvers/context.ts';
import { schema } from '../../src/schema/index.ts';
import { admin, openApi } from '../resolvers/open-api.ts';
import { channel, destination, flow } from '../resolvers/sample.ts';

const viewer: Viewer = { ...admin, name: 'guest', role: 'VIEWER' };
const operator: Viewer = { ...admin, name: 'desk', role: 'OPERATOR' };

/** The least that a mutation can be asked with. */
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).map(({ name, args }) => {
  const input = args.find((arg) => arg.name === 'input')?.type;
  if (!input) return { name, question: `mutation { ${name} { userErrors { code } } }` };
  const type = isNonNullType(input) ? input.ofType : input;
  const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const given = fields
    .filter((field) => isNonNullType(field.type) || field.name === 'all')
    .map((field) => {
      if (field.name === 'all') return 'all: true';
      const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
      const value = isScalarType(inner)
        ? inner.name === 'Int'
          ? '1'
          : '"x"'
        : inner.toString() === 'Role'
          ? 'VIEWER'
          : 'YOUTUBE';
      return `${field.name}: ${value}`;
    });
  return { name, question: `mutation { ${name}(input: { ${given.join(', ')} }) { userErrors { code } } }` };
});

const forAdmins = ['createToken', 'revokeToken'];

describe('a viewer', () => {
  it('reads', async () => {
    const api = await openApi();
    const answer = await api.ask('{ viewer { name role } destinations { totalCount } }', {}, viewer);
    expect(answer).toEqual({
      data: { viewer: { name: 'guest', role: 'VIEWER' }, destinations: { totalCount: 0 } },
      errors: [],
    });
  });

  it.each(mutations)('may not $name', async ({ question }) => {
    const api = await openApi();
    expect((await api.ask(question, {}, viewer)).errors).toEqual(['FORBIDDEN']);
    expect(api.store.state.position).toBe(0);
  });
});

describe('an operator', () => {
  it.each(mutations.filter(({ name }) => forAdmins.includes(name)))('may not $name', async ({ question }) => {
    const api = await openApi();
    expect((await api.ask(question, {}, operator)).errors).toEqual(['FORBIDDEN']);
  });

  it.each(mutations.filter(({ name }) => !forAdmins.includes(name)))('may $name', async ({ question }) => {
    const api = await openApi();
    expect((await api.ask(question, {}, operator)).errors).toEqual([]);
  });
});

describe('an admin', () => {
  it.each(mutations)('may $name', async ({ question }) => {
    const api = await openApi();
    expect((await api.ask(question)).errors).toEqual([]);
  });
});

describe('a subscription', () => {
  async function follow(source: string, who = viewer) {
    const api = await openApi();
    await api.keep('flow', flow('one'));
    await api.keep('channel', channel('1'));
    await api.keep('destination', destination('d1'));
    const stream = await subscribe({ schema, document: parse(source), contextValue: api.context(who) });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
    return {
      api,
      async next(): Promise<unknown> {
        const { value } = await stream.next();
        expect(value?.errors).toBeUndefined();
        return JSON.parse(JSON.stringify(value?.data));
      },
      stream,
    };
  }

  it('delivers records under the ids that queries know them by', async () => {
    const { api, next, stream } = await follow(
      'subscription { destinationChanged { kind recordId cursor at destination { id name flow { name } } } }',
    );
    const { data } = await api.ask<{ destinations: { nodes: { id: string }[]; asOf: string } }>(
      '{ destinations { nodes { id } asOf } }',
    );
    const id = data.destinations.nodes[0]?.id;
    expect(await next()).toMatchObject({
      destinationChanged: {
        kind: 'SNAPSHOT',
        recordId: id,
        destination: { id, name: 'Destination d1', flow: { name: 'one' } },
      },
    });
    expect(await next()).toMatchObject({
      destinationChanged: {
        kind: 'BOOKMARK',
        recordId: null,
        destination: null,
        cursor: data.destinations.asOf,
      },
    });
    await api.keep('destination', destination('d1', { name: 'Renamed' }));
    expect(await next()).toMatchObject({
      destinationChanged: { kind: 'UPDATED', recordId: id, destination: { name: 'Renamed' } },
    });
    await stream.return?.();
  });

  it.each([
    ['channelChanged', '{ kind channel { awsId } }', { kind: 'SNAPSHOT', channel: { awsId: '1' } }],
    ['flowChanged', '{ kind flow { name } }', { kind: 'SNAPSHOT', flow: { name: 'one' } }],
    ['outputChanged', '{ kind output { name } }', { kind: 'BOOKMARK', output: null }],
  ])('%s begins with what is there', async (field, selection, expected) => {
    const { next, stream } = await follow(`subscription { ${field} ${selection} }`);
    expect(await next()).toEqual({ [field]: expected });
    await stream.return?.();
  });

  it('goes on from the position a list was true at', async () => {
    const { api, stream } = await follow('subscription { flowChanged { kind } }');
    await stream.return?.();
    const { data } = await api.ask<{ destinations: { asOf: string } }>('{ destinations { asOf } }');
    await api.keep('destination', destination('d2'));
    const document = parse(
      'subscription ($after: Cursor) { destinationChanged(after: $after) { kind destination { name } } }',
    );
    const resumed = await subscribe({
      schema,
      document,
      variableValues: { after: data.destinations.asOf },
      contextValue: api.context(viewer),
    });
    if (!(Symbol.asyncIterator in resumed)) throw new Error(JSON.stringify(resumed.errors));
    const { value } = await resumed.next();
    expect(value?.data).toEqual({
      destinationChanged: { kind: 'CREATED', destination: { name: 'Destination d2' } },
    });
    await resumed.return?.();
  });

  it('of an unknown flow shows nothing', async () => {
    const { next, stream } = await follow('subscription { destinationChanged(flowId: "junk") { kind } }');
    expect(await next()).toEqual({ destinationChanged: { kind: 'BOOKMARK' } });
    await stream.return?.();
  });
});
