import { describe, expect, it } from 'vitest';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { flowArn } from '../../domain/seen.ts';
import { codes, openMutations, operator, otherFlowArn, plainKey } from './open-mutations.ts';

const unknownId = encodeId('Destination', 'none');

describe('destination mutations', () => {
  it('record the wish and answer with the destination as it then stands', async () => {
    const api = await openMutations();
    const created = await api.create();
    expect(created).toMatchObject({
      destination: { name: 'Main stage', desiredState: 'STOPPED', status: 'IDLE', version: 1 },
      userErrors: [],
    });
    const id = created.destination?.id;
    expect(await api.run('startDestination', { id })).toMatchObject({
      destination: { desiredState: 'RUNNING', status: 'STARTING', version: 2 },
    });
    expect(await api.run('updateDestination', { id, name: 'Side stage', expectedVersion: 2 })).toMatchObject({
      destination: { name: 'Side stage', version: 3 },
    });
    expect(await api.run('rotateStreamKey', { id, streamKey: 'zyxw-9876-vuts' })).toMatchObject({
      destination: { streamKey: { version: 2 } },
    });
    expect(await api.run('retryDestination', { id })).toMatchObject({ destination: { version: 4 } });
    expect(await api.run('stopDestination', { id })).toMatchObject({
      destination: { desiredState: 'STOPPED' },
    });
    expect(await api.run('deleteDestination', { id })).toMatchObject({
      destination: { desiredState: 'DELETED', status: 'DELETING' },
      userErrors: [],
    });
  });

  it('set how what fails is tried again, name all that is wrong with it, and show it', async () => {
    const api = await openMutations();
    const created = await api.create({ retryPolicy: { maxAttempts: null } });
    const id = created.destination?.id;
    const query =
      'query ($id: ID!) { destination(id: $id) { retryPolicy { maxAttempts initialBackoffMs maxBackoffMs } } }';
    const shown = async () => {
      const { data } = await api.ask(query, { id }, operator);
      return (data?.['destination'] as { retryPolicy: object } | undefined)?.retryPolicy;
    };
    expect(await shown()).toEqual({ maxAttempts: null, initialBackoffMs: 1_000, maxBackoffMs: 30_000 });
    await api.run('updateDestination', { id, retryPolicy: { maxAttempts: 2, maxBackoffMs: 90_000 } });
    expect(await shown()).toEqual({ maxAttempts: 2, initialBackoffMs: 1_000, maxBackoffMs: 90_000 });
    const refused = await api.run('updateDestination', {
      id,
      retryPolicy: { maxAttempts: 0, maxBackoffMs: 1 },
    });
    expect(refused.userErrors).toMatchObject([
      { code: 'INVALID_RETRY_POLICY', path: ['input', 'retryPolicy', 'maxAttempts'] },
      { code: 'INVALID_RETRY_POLICY', path: ['input', 'retryPolicy', 'maxBackoffMs'] },
    ]);
    await api.run('updateDestination', { id, retryPolicy: null });
    expect(await shown()).toEqual({ maxAttempts: 6, initialBackoffMs: 1_000, maxBackoffMs: 30_000 });
  });

  it('carry the actor and the request into every event', async () => {
    const api = await openMutations();
    await api.create();
    const events = api.entries.flatMap((entry) => entry.events);
    expect(events).toMatchObject([
      {
        kind: 'DESTINATION_CREATED',
        actor: 'ann',
        actorId: 'token-ann',
        actorType: 'TOKEN',
        requestId: 'request-1',
      },
    ]);
  });

  it.each([
    ['updateDestination', { name: 'x' }],
    ['deleteDestination', {}],
    ['startDestination', {}],
    ['stopDestination', {}],
    ['retryDestination', {}],
    ['rotateStreamKey', { streamKey: 'abcdefgh' }],
  ])('%s does not find what is unknown, malformed, of another type, or out of reach', async (name, more) => {
    const api = await openMutations();
    const { destination } = await api.create();
    const before = api.store.state.position;
    for (const id of [unknownId, 'id-1', '%%%', '', encodeId('Flow', flowArn)]) {
      const answer = await api.run(name, { id, ...more });
      expect(answer).toMatchObject({
        destination: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }],
      });
    }
    const elsewhere = { ...operator, tokenId: 'limited', flowIds: [otherFlowArn] };
    expect(codes(await api.run(name, { id: destination?.id, ...more }, elsewhere))).toEqual(['NOT_FOUND']);
    expect(api.store.state.position).toBe(before);
  });

  it('refuse with a code, a path, and no word of the key', async () => {
    const api = await openMutations();
    const answer = await api.create({ url: `rtmp://h.example/app/${plainKey}` });
    expect(answer).toMatchObject({
      destination: null,
      userErrors: [{ code: 'KEY_IN_URL', path: ['input', 'url'] }],
    });
    expect(JSON.stringify(answer)).not.toContain(plainKey);
  });

  it('find the kept key in a URL given later', async () => {
    const api = await openMutations();
    const { destination } = await api.create();
    const answer = await api.run('updateDestination', {
      id: destination?.id,
      url: `rtmp://h.example/app/${plainKey}`,
    });
    expect(codes(answer)).toEqual(['KEY_IN_URL']);
  });

  it('let one of two editors win and tell the other', async () => {
    const api = await openMutations();
    const { destination } = await api.create();
    const answers = await Promise.all(
      ['One', 'Two'].map((name) =>
        api.run('updateDestination', { id: destination?.id, name, expectedVersion: 1 }),
      ),
    );
    expect(answers.flatMap(codes)).toEqual(['VERSION_CONFLICT']);
    expect(answers.filter((answer) => answer.destination !== null)).toHaveLength(1);
  });

  it('give a name to one of two that want it at once', async () => {
    const api = await openMutations();
    const answers = await Promise.all([api.create(), api.create({ name: 'MAIN STAGE' })]);
    expect(answers.flatMap(codes)).toEqual(['NAME_TAKEN']);
  });

  it('answer a deletion with what it was, also when it is gone before the answer is put together', async () => {
    const api = await openMutations();
    const { destination } = await api.create();
    api.holder.store = Object.create(api.store, {
      state: { value: Object.create(api.store.state, { get: { value: () => undefined } }) },
    });
    const answer = await api.run('deleteDestination', { id: destination?.id });
    expect(answer).toMatchObject({
      destination: { id: destination?.id, desiredState: 'DELETED' },
      userErrors: [],
    });
  });
});

describe('idempotency keys', () => {
  it('let a repetition, also one at the same time, do nothing again', async () => {
    const api = await openMutations();
    const key = { idempotencyKey: 'once' };
    const answers = await Promise.all([api.create(key), api.create(key), api.create(key)]);
    const ids = new Set(answers.map(({ destination }) => destination?.id));
    expect(ids.size).toBe(1);
    expect(answers.flatMap(codes)).toEqual([]);
    expect([...api.store.state.all('destination')]).toHaveLength(1);
  });

  it('answer with the record as it is now', async () => {
    const api = await openMutations();
    const { destination } = await api.create({ idempotencyKey: 'once' });
    await api.run('startDestination', { id: destination?.id });
    const again = await api.create({ idempotencyKey: 'once' });
    expect(again.destination).toMatchObject({ id: destination?.id, desiredState: 'RUNNING' });
  });

  it('are a conflict with any other input, the stream key included', async () => {
    const api = await openMutations();
    await api.create({ idempotencyKey: 'once' });
    const answer = await api.create({ idempotencyKey: 'once', streamKey: 'another-key' });
    expect(answer).toMatchObject({
      destination: null,
      userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'idempotencyKey'] }],
    });
  });

  it('count within one operation of one token', async () => {
    const api = await openMutations();
    const { destination } = await api.create({ idempotencyKey: 'once' });
    const started = await api.run('startDestination', { id: destination?.id, idempotencyKey: 'once' });
    expect(started.destination?.desiredState).toBe('RUNNING');
    const other = { ...operator, tokenId: 'token-bob' };
    const theirs = await api.create({ idempotencyKey: 'once', name: 'Other' }, other);
    expect(theirs.destination?.name).toBe('Other');
  });

  it('keep tokens of the settings apart', async () => {
    const api = await openMutations();
    const key = { idempotencyKey: 'once' };
    await api.create(key, { ...operator, tokenId: null, name: 'operator' });
    const theirs = await api.create({ ...key, name: 'Other' }, { ...operator, tokenId: null, name: 'admin' });
    expect(theirs.destination?.name).toBe('Other');
  });

  it('are good again after 24 hours', async () => {
    const api = await openMutations();
    const { destination } = await api.create({ idempotencyKey: 'once' });
    api.clock.advance(24 * 3_600_000);
    const again = await api.create({ idempotencyKey: 'once', name: 'Another' });
    expect(again.destination?.id).not.toBe(destination?.id);
  });

  it.each([[''], ['k'.repeat(256)]])('of the wrong length are bad input', async (idempotencyKey) => {
    const api = await openMutations();
    await expect(api.create({ idempotencyKey })).rejects.toThrowError('BAD_USER_INPUT');
  });

  it('answer with no destination and no error once it is gone', async () => {
    const api = await openMutations();
    const { destination } = await api.create();
    const input = { id: destination?.id, idempotencyKey: 'once' };
    await api.run('deleteDestination', input);
    await api.store.change((state) => ({
      changes: [...state.all('destination')].map(({ id, flowId }) => ({
        type: 'destination',
        id,
        kind: 'DELETED',
        record: null,
        flowId,
      })),
      events: [],
      value: null,
    }));
    expect(await api.run('deleteDestination', input)).toEqual({ destination: null, userErrors: [] });
  });
});

describe('a planted key', () => {
  it('stands in no answer, no record and no event, whatever is done with it', async () => {
    const api = await openMutations();
    const rotated = 'rotated-5555-key-6666';
    const answers: unknown[] = [];
    const keep = async (answer: Promise<unknown>) => answers.push(await answer.catch(String));
    const { destination } = await api.create({ idempotencyKey: 'k' });
    const id = destination?.id;
    await keep(api.create({ idempotencyKey: 'k' }));
    await keep(api.create({ idempotencyKey: 'k', name: plainKey }));
    await keep(api.create({ name: `Show ${plainKey}` }));
    await keep(api.create({ name: 'T', tags: [{ key: 'note', value: plainKey }] }));
    await keep(api.create({ name: 'U', url: `rtmp://u:${plainKey}@h.example/app` }));
    await keep(api.create({ name: 'V', url: `rtmp://h.example/app?x=${plainKey}` }));
    await keep(api.create({ name: 'W', backupUrl: `rtmp://h.example/${plainKey}` }));
    await keep(api.run('updateDestination', { id, name: plainKey }));
    await keep(api.run('updateDestination', { id, url: `rtmp://h.example/app/${plainKey}` }));
    await keep(api.run('rotateStreamKey', { id, streamKey: rotated, apply: 'RESTART_NOW' }));
    await keep(api.run('rotateStreamKey', { id, streamKey: `${rotated} ${plainKey}` }));
    const everything = `{ destinations { nodes { name url backupUrl tags { key value } streamKey { fingerprint setAt version }
      events(first: 50) { nodes { message changes { field from to } } } } }
      events(first: 500) { nodes { message subjectName changes { field from to } } } }`;
    const read = await api.ask(everything, {}, operator);
    expect(read.errors).toBeUndefined();
    answers.push(read);
    const seen = JSON.stringify(answers) + api.wholeLog();
    expect(answers).toHaveLength(12);
    expect(seen).toContain('KEY_IN_URL');
    for (const key of [plainKey, rotated]) expect(seen).not.toContain(key);
  });
});
