import { describe, expect, it } from 'vitest';
import { createDestination } from '../../../src/domain/commands/create-destination.ts';
import { deleteDestination } from '../../../src/domain/commands/delete-destination.ts';
import {
  anyone,
  ask,
  creation,
  flow,
  flowArn,
  limited,
  newState,
  otherFlowArn,
  plainKey,
  refusals,
  sealed,
  srtCreation,
  withDestination,
} from './ask.ts';

describe('createDestination', () => {
  it.each([
    ['of 2,048 characters', `k${'0'.repeat(2_047)}`],
    ['with a URL in its query', 'fake-key-0000?callback=https://h.example/x'],
  ])('takes a key %s', (_what, plain) => {
    const state = newState();
    expect(
      refusals(() => ask(state, createDestination(creation({ streamKey: sealed(plain) }), anyone))),
    ).toEqual([]);
  });

  it.each([
    ['that is a URL', 'rtmp://h.example/app/fake-key-0000'],
    ['that is a placeholder', '{stream_key}'],
    ['that is a placeholder without brackets', 'YOUR-STREAM-KEY'],
  ])('refuses a key %s', (_what, plain) => {
    const command = creation({ streamKey: sealed(plain) });
    expect(refusals(() => ask(newState(), createDestination(command, anyone)))).toEqual([
      'INVALID_STREAM_KEY streamKey',
    ]);
  });

  it("makes a stopped destination with the platform's ingest and preset, and nothing at AWS", () => {
    const { current } = withDestination();
    expect(current()).toMatchObject({
      protocol: 'RTMP',
      url: 'rtmp://a.rtmp.youtube.com/live2',
      backupUrl: null,
      presetId: 'youtube-1080p30',
      flowId: flowArn,
      desired: 'STOPPED',
      version: 1,
      configVersion: 1,
      work: { input: null, channel: null, output: null },
      condition: { status: 'IDLE', billing: false },
    });
  });

  it('tells who created it, and nothing of the key', () => {
    const { events, changes } = ask(newState(), createDestination(creation(), anyone));
    expect(events).toMatchObject([
      {
        kind: 'DESTINATION_CREATED',
        actor: 'ann',
        actorType: 'TOKEN',
        requestId: 'request-1',
        flowId: flowArn,
      },
    ]);
    expect(JSON.stringify([events, changes])).not.toContain(plainKey);
  });

  it.each([
    ['TWITCH', undefined, 'rtmp://live.twitch.tv/app', 'twitch-1080p60'],
    ['FACEBOOK', undefined, 'rtmps://live-api-s.facebook.com:443/rtmp/', 'default-1080p30'],
    [
      'LINKEDIN',
      'rtmps://in.example.com:2935/live/app',
      'rtmps://in.example.com:2935/live/app',
      'linkedin-720p30',
    ],
    ['RESTREAM', 'rtmp://live.restream.io/live', 'rtmp://live.restream.io/live', 'default-1080p30'],
  ] as const)('sends %s where it should go', (platform, given, url, presetId) => {
    const { current } = withDestination({}, creation({ platform, url: given ?? null }));
    expect(current()).toMatchObject({ url, presetId });
  });

  it('makes an SRT flow output without a preset and a key', () => {
    const { current } = withDestination({}, srtCreation({ srt: { latencyMs: 300 } }));
    expect(current()).toMatchObject({
      protocol: 'SRT_CALLER',
      presetId: null,
      streamKey: null,
      srt: { latencyMs: 300, streamId: null },
    });
  });

  const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:srt-AbCdEf';
  const roleArn = 'arn:aws:iam::111122223333:role/read-secret';

  it.each([
    ['LINKEDIN without a url', creation({ platform: 'LINKEDIN' }), 'URL_REQUIRED url'],
    ['RESTREAM without a url', creation({ platform: 'RESTREAM' }), 'URL_REQUIRED url'],
    ['CUSTOM without a url', creation({ platform: 'CUSTOM' }), 'URL_REQUIRED url'],
    ['a flow output without a url', srtCreation({ url: null, platform: 'YOUTUBE' }), 'URL_REQUIRED url'],
    [
      'Facebook over RTMP without a url',
      creation({ platform: 'FACEBOOK', protocol: 'RTMP' }),
      'URL_REQUIRED url',
    ],
    [
      'a protocol the URL does not speak',
      creation({ protocol: 'RTMPS', url: 'rtmp://h/app' }),
      'INVALID_URL url',
    ],
    ['SRT on a channel', creation({ url: 'srt://h:9000' }), 'PROTOCOL_NOT_SUPPORTED url'],
    ['RIST on a channel', creation({ protocol: 'RIST' }), 'PROTOCOL_NOT_SUPPORTED protocol'],
    ['RTMP on a flow output', srtCreation({ url: 'rtmp://h/app' }), 'PROTOCOL_NOT_SUPPORTED url'],
    ['a listener', srtCreation({ protocol: 'SRT_LISTENER' }), 'PROTOCOL_NOT_SUPPORTED protocol'],
    [
      'a shared channel',
      creation({ deliveryMode: 'SHARED_CHANNEL' }),
      'DELIVERY_MODE_NOT_SUPPORTED deliveryMode',
    ],
    [
      'a provisioned channel',
      creation({ deliveryMode: 'PROVISIONED_CHANNEL' }),
      'DELIVERY_MODE_NOT_SUPPORTED deliveryMode',
    ],
    ['a missing key', creation({ streamKey: null }), 'STREAM_KEY_REQUIRED streamKey'],
    ['an empty key', creation({ streamKey: sealed('') }), 'INVALID_STREAM_KEY streamKey'],
    ['a key with a space', creation({ streamKey: sealed('abcd efgh') }), 'INVALID_STREAM_KEY streamKey'],
    ['a key with a line end', creation({ streamKey: sealed('abcdefgh\n') }), 'INVALID_STREAM_KEY streamKey'],
    ['a URL for a key', creation({ streamKey: sealed('rtmp://h/app/key') }), 'INVALID_STREAM_KEY streamKey'],
    ['a key without end', creation({ streamKey: sealed('k'.repeat(2_049)) }), 'INVALID_STREAM_KEY streamKey'],
    ['a key for SRT', srtCreation({ streamKey: sealed(plainKey) }), 'INVALID_STREAM_KEY streamKey'],
    [
      'the key in the URL',
      creation({ platform: 'CUSTOM', url: `rtmp://h/app/${plainKey}` }),
      'KEY_IN_URL url',
    ],
    [
      'the key in the backup URL',
      creation({ backupUrl: `rtmp://h/app/${plainKey}` }),
      'KEY_IN_URL backupUrl',
    ],
    ['the key in the name', creation({ name: `Main ${plainKey}` }), 'INVALID_NAME name'],
    ['the key in a tag', creation({ tags: [{ key: 'k', value: plainKey }] }), 'INVALID_TAG tags.0'],
    ['a backup of another protocol', creation({ backupUrl: 'rtmps://h/app' }), 'INVALID_URL backupUrl'],
    ['a backup of a flow output', srtCreation({ backupUrl: 'srt://h:9000' }), 'INVALID_URL backupUrl'],
    ['no name', creation({ name: '  ' }), 'INVALID_NAME name'],
    ['a name without end', creation({ name: 'n'.repeat(101) }), 'INVALID_NAME name'],
    ['a name with a bell in it', creation({ name: 'a\u0007b' }), 'INVALID_NAME name'],
    ['an unknown flow', creation({ flowId: 'arn:none' }), 'FLOW_NOT_FOUND flowId'],
    ['an unknown preset', creation({ presetId: 'none' }), 'INVALID_PRESET presetId'],
    ['a preset for a flow output', srtCreation({ presetId: 'default-1080p30' }), 'INVALID_PRESET presetId'],
    ['a reserved tag', creation({ tags: [{ key: 'aws:x', value: '' }] }), 'INVALID_TAG tags.0.key'],
    ['a tag of ours', creation({ tags: [{ key: 'Lunora:x', value: '' }] }), 'INVALID_TAG tags.0.key'],
    [
      'a tag twice',
      creation({
        tags: [
          { key: 'a', value: '' },
          { key: 'a', value: '1' },
        ],
      }),
      'INVALID_TAG tags.1.key',
    ],
    ['a long tag', creation({ tags: [{ key: 'a', value: 'v'.repeat(257) }] }), 'INVALID_TAG tags.0.value'],
    [
      '41 tags',
      creation({ tags: Array.from({ length: 41 }, (_, i) => ({ key: `k${i}`, value: '' })) }),
      'INVALID_TAG tags',
    ],
    ['SRT settings on RTMP', creation({ srt: { latencyMs: 200 } }), 'PROTOCOL_NOT_SUPPORTED srt'],
    ['a latency out of bounds', srtCreation({ srt: { latencyMs: 19 } }), 'INVALID_URL srt.latencyMs'],
    [
      'a placeholder as stream id',
      srtCreation({ srt: { streamId: '{stream_key}' } }),
      'INVALID_URL srt.streamId',
    ],
    [
      'a placeholder inside a stream id',
      srtCreation({ srt: { streamId: '#!::r=live/<STREAM_KEY>,m=publish' } }),
      'INVALID_URL srt.streamId',
    ],
    [
      'a placeholder for the stream id in the URL',
      srtCreation({ url: 'srt://h.example:9000?streamid=publish:{stream_key}' }),
      'INVALID_URL srt.streamId',
    ],
    ['a long stream id', srtCreation({ srt: { streamId: 's'.repeat(513) } }), 'INVALID_URL srt.streamId'],
    [
      'a passphrase in clear',
      srtCreation({ srt: { passphraseSecretArn: 'open sesame', passphraseRoleArn: roleArn } }),
      'INVALID_URL srt.passphraseSecretArn',
    ],
    [
      'a secret without a role',
      srtCreation({ srt: { passphraseSecretArn: secretArn } }),
      'INVALID_URL srt.passphraseRoleArn',
    ],
    [
      'a role without a secret',
      srtCreation({ srt: { passphraseRoleArn: roleArn } }),
      'INVALID_URL srt.passphraseSecretArn',
    ],
    ['a port to listen on', srtCreation({ srt: { listenPort: 9000 } }), 'INVALID_URL srt.listenPort'],
  ])('refuses %s', (_what, command, refusal) => {
    const state = newState();
    expect(refusals(() => ask(state, createDestination(command, anyone)))).toEqual([refusal]);
    expect([...state.all('destination')]).toEqual([]);
  });

  it('takes a passphrase by its ARN', () => {
    const srt = { passphraseSecretArn: secretArn, passphraseRoleArn: roleArn };
    expect(withDestination({}, srtCreation({ srt })).current().srt).toMatchObject(srt);
  });

  it('tells of everything that is wrong at once', () => {
    const command = creation({ name: '', url: 'nowhere', presetId: 'none', streamKey: null });
    expect(refusals(() => ask(newState(), createDestination(command, anyone)))).toEqual([
      'INVALID_NAME name',
      'INVALID_URL url',
      'INVALID_PRESET presetId',
      'STREAM_KEY_REQUIRED streamKey',
    ]);
  });

  it('refuses a name that another of the flow has, whatever its case', () => {
    const { state } = withDestination();
    const again = creation({ id: 'd2', name: ' main STAGE ' });
    expect(refusals(() => ask(state, createDestination(again, anyone)))).toEqual(['NAME_TAKEN name']);
  });

  it('gives out the name of one that is being deleted, and of one on another flow', () => {
    const { state } = withDestination();
    state.put('flow', otherFlowArn, flow({ id: otherFlowArn, arn: otherFlowArn }));
    ask(state, createDestination(creation({ id: 'd2', flowId: otherFlowArn }), anyone));
    ask(state, deleteDestination({ id: 'd1', expectedVersion: null }, anyone));
    ask(state, createDestination(creation({ id: 'd3', flowId: flowArn }), anyone));
    expect(state.get('destination', 'd3')?.name).toBe('Main stage');
  });

  it('asks which flow is meant when there are several and none is the default', () => {
    const state = newState();
    state.put('flow', otherFlowArn, flow({ id: otherFlowArn, arn: otherFlowArn }));
    expect(refusals(() => ask(state, createDestination(creation(), anyone)))).toEqual([
      'FLOW_NOT_FOUND flowId',
    ]);
    ask(state, createDestination(creation({ defaultFlowId: otherFlowArn }), anyone));
    expect(state.get('destination', 'd1')?.flowId).toBe(otherFlowArn);
  });

  it('hides the flows a limited token does not reach', () => {
    const state = newState();
    const named = createDestination(creation({ flowId: flowArn }), limited);
    const byDefault = createDestination(creation({ defaultFlowId: flowArn }), limited);
    expect(refusals(() => ask(state, named))).toEqual(['FLOW_NOT_FOUND flowId']);
    expect(refusals(() => ask(state, byDefault))).toEqual(['FLOW_NOT_FOUND flowId']);
  });
});

describe('a url that is missing', () => {
  it.each([
    [{ platform: 'CUSTOM' }, 'A CUSTOM destination needs a url, e.g. rtmp://host/app.'],
    [{ platform: 'LINKEDIN' }, 'LINKEDIN gives each user an address of their own: give it as url.'],
    [
      { platform: 'TWITCH', protocol: 'RTMPS' },
      'TWITCH publishes no RTMPS address: give the url, or leave the protocol out.',
    ],
    [
      { platform: 'CUSTOM', deliveryMode: 'FLOW_OUTPUT', streamKey: null },
      'A flow output needs a url: srt://host:port.',
    ],
  ] as const)('is asked for in words that fit %j', (wish, message) => {
    expect(() => createDestination(creation(wish), anyone)(newState(), '')).toThrow(message);
  });
});
