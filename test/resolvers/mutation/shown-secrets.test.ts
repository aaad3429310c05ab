import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSecret } from '../../../src/domain/redaction/is-secret.ts';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { flowArn } from '../../domain/seen.ts';
import { admin, codes, openMutations } from './open-mutations.ts';

const ownKey = 'fake-own-key-1111';
const otherKey = 'fake-other-key-2222';

let api: Awaited<ReturnType<typeof openMutations>>;
let id = '';
let presetId = '';
beforeAll(async () => {
  api = await openMutations();
  const custom = { platform: 'CUSTOM', url: 'rtmp://h.example/live' };
  id = (await api.create({ ...custom, streamKey: ownKey })).destination?.id ?? '';
  await api.create({ ...custom, name: 'Other', streamKey: otherKey });
  const preset = { width: 1280, height: 720, framesPerSecond: 30, videoBitrate: 3_000_000 };
  presetId = (await api.run<{ preset: { id: string } }>('createPreset', { name: 'Own', ...preset })).preset
    .id;
});
afterAll(() => {
  expect(api.wholeLog()).not.toMatch(/own-key-1111|other-key-2222/i);
});

const percent = (text: string) => text.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
const spellings = fc.constantFrom<((key: string) => string)[]>(
  (key) => key,
  (key) => `live-${key}`,
  (key) => `${key}x`,
  (key) => key.toUpperCase(),
  percent,
  (key) => percent(percent(key)),
  (key) => `a${percent(key.slice(0, 3))}${key.slice(3)}`,
);
/** Spellings that a name and a tag can have besides. */
const inText = fc.constantFrom<((key: string) => string)[]>(
  (key) => `my ${key} here`,
  (key) => JSON.stringify(key),
  (key) => [...key].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  (key) => key.replace(/[a-z]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
);

const preset = { width: 1280, height: 720, framesPerSecond: 30, videoBitrate: 3_000_000 };
const flowId = encodeId('Flow', flowArn);
const creation = {
  flowId,
  name: 'New',
  platform: 'CUSTOM',
  url: 'rtmp://h.example/live',
  streamKey: 'fake-new-key-3333',
};
const srtCreation = {
  flowId,
  name: 'New',
  platform: 'CUSTOM',
  deliveryMode: 'FLOW_OUTPUT',
  url: 'srt://h.example:9000',
  streamKey: null,
};
const role = { passphraseRoleArn: 'arn:aws:iam::111122223333:role/reader' };
const secret = (word: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${word}`;

/** Every field of every mutation that is shown to others, with the code it is refused with. */
const fields: [string, string, (word: string) => Record<string, unknown>, RegExp][] = [
  ['createDestination', 'name', (word) => ({ ...creation, name: word }), /^INVALID_NAME$/],
  [
    'createDestination',
    'url',
    (word) => ({ ...creation, url: `rtmp://h.example/app/${word}` }),
    /^KEY_IN_URL$/,
  ],
  [
    'createDestination',
    'query',
    (word) => ({ ...creation, url: `rtmp://h.example/app?a=${word}` }),
    /^KEY_IN_URL$/,
  ],
  [
    'createDestination',
    'backupUrl',
    (word) => ({ ...creation, backupUrl: `rtmp://h.example/${word}` }),
    /^KEY_IN_URL$/,
  ],
  [
    'createDestination',
    'tag',
    (word) => ({ ...creation, tags: [{ key: 'a', value: word }] }),
    /^INVALID_TAG$/,
  ],
  [
    'createDestination',
    'tag key',
    (word) => ({ ...creation, tags: [{ key: word, value: '' }] }),
    /^INVALID_TAG$/,
  ],
  [
    'createDestination',
    'secret',
    (word) => ({ ...srtCreation, srt: { ...role, passphraseSecretArn: secret(word) } }),
    /^INVALID_URL$/,
  ],
  ['updateDestination', 'name', (word) => ({ id, name: word }), /^INVALID_NAME$/],
  ['updateDestination', 'url', (word) => ({ id, url: `rtmp://h.example/app/${word}` }), /^KEY_IN_URL$/],
  [
    'updateDestination',
    'host',
    (word) => ({ id, url: `rtmp://${word}.example/app` }),
    /^(KEY_IN|INVALID)_URL$/,
  ],
  [
    'updateDestination',
    'backupUrl',
    (word) => ({ id, backupUrl: `rtmp://h.example/${word}` }),
    /^KEY_IN_URL$/,
  ],
  ['updateDestination', 'tag', (word) => ({ id, tags: [{ key: 'a', value: word }] }), /^INVALID_TAG$/],
  ['createPreset', 'name', (word) => ({ ...preset, name: word }), /^INVALID_NAME$/],
  ['updatePreset', 'name', (word) => ({ id: presetId, name: word }), /^INVALID_NAME$/],
  ['createToken', 'name', (word) => ({ name: word, role: 'VIEWER' }), /^INVALID_NAME$/],
];

describe('a key of this destination or of another', () => {
  it.each(fields)('is refused by %s in its %s, in every spelling', async (field, part, input, code) => {
    const words = /name/.test(part) ? fc.oneof(spellings, inText) : spellings;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(ownKey, otherKey), words, async (key, spell) => {
        const answer = await api.run<{ userErrors: { code: string; path: null }[] }>(
          field,
          input(spell(key)),
          admin,
        );
        expect(codes(answer)).toHaveLength(1);
        expect(codes(answer)[0]).toMatch(code);
        expect(JSON.stringify(answer)).not.toContain(key);
      }),
      { numRuns: 20 },
    );
  });

  it('is refused beside everything else that is wrong, and taken by no field of a creation with it', async () => {
    const answer = await api.create({
      ...creation,
      name: 'fake-new-key-3333',
      tags: [{ key: 'x-fake-new-key-3333', value: '' }],
      url: 'rtmp://h.example/app/live-fake-new-key-3333',
    });
    expect(codes(answer).sort()).toEqual(['INVALID_NAME', 'INVALID_TAG', 'KEY_IN_URL']);
  });
});

it('leaves what was accepted with a key in it out of the event that changes it', async () => {
  const old = [...api.store.state.all('destination')].find(({ name }) => name === 'Other');
  if (!old) throw new Error('It is not there.');
  const legacy = `rtmp://h.example/live-${'fake-legacy-key-4444'}`;
  await api.keep('destination', { ...old, id: 'legacy', name: 'Legacy', url: legacy });
  const legacyId = Buffer.from('Destination:legacy').toString('base64url');
  const key = await api.run('rotateStreamKey', { id: legacyId, streamKey: 'fake-legacy-key-4444' });
  expect(codes(key)).toEqual(['KEY_IN_URL']);
  await api.keep('destination', {
    ...old,
    id: 'legacy',
    name: 'Legacy',
    url: `rtmp://h.example/live-${otherKey}`,
  });
  const answer = await api.run('updateDestination', { id: legacyId, url: 'rtmp://h.example/live' });
  expect(codes(answer)).toEqual([]);
  expect(api.entries.at(-1)?.events[0]?.changes).toEqual([
    { field: 'url', from: 'rtmp://h.example/live-[hidden]', to: 'rtmp://h.example/live' },
  ]);
  await api.keep('destination', { ...old, id: 'legacy', name: 'Legacy' });
  api.entries.length = 0;
});

describe('a key that is only an ordinary word', () => {
  it.each(['live', 'level', 'connection', 'keyframes', 'stage-42', 'h'])(
    'may stand anywhere, and hides nothing: %s',
    async (key) => {
      const own = await openMutations();
      const url = `rtmp://${key}.example/${key}/${key}?a=${key}`;
      const input = { platform: 'CUSTOM', name: key, url, streamKey: key, tags: [{ key, value: key }] };
      const { destination, userErrors } = await own.create(input);
      expect(userErrors).toEqual([]);
      const change = { id: destination?.id, url: `${url}b`, name: `The ${key}` };
      expect(codes(await own.run('updateDestination', change))).toEqual([]);
      expect(own.entries.at(-1)?.events[0]?.changes).toContainEqual({
        field: 'name',
        from: key,
        to: `The ${key}`,
      });
    },
  );
});

it('knows a key only once it is decided: one that was refused hides and forbids nothing', async () => {
  const own = await openMutations();
  const { destination } = await own.create({ platform: 'CUSTOM', url: 'rtmp://h.example/live' });
  const refused = 'fake-refused-key-5555';
  const wrong = { id: destination?.id, streamKey: refused, expectedVersion: 99 };
  expect(codes(await own.run('rotateStreamKey', wrong))).toEqual(['VERSION_CONFLICT']);
  expect(codes(await own.run('updateDestination', { id: destination?.id, name: `was ${refused}` }))).toEqual(
    [],
  );
  expect(own.entries.at(-1)?.events[0]?.changes[0]?.to).toBe(`was ${refused}`);
});

it('takes random words for secrets, so that each is looked for', () => {
  for (const key of [ownKey, otherKey]) expect(isSecret(key)).toBe(true);
});
