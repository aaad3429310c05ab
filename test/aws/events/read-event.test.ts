import { describe, expect, it } from 'vitest';
import { eventParsers, readEvent } from '../../../src/aws/events/read-event.ts';

const channel = 'arn:aws:medialive:us-east-1:111122223333:channel:2000001';
const flow = 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-23aBC45dEF67hiJ8-12AbC34DE5fG:main';
const output = 'arn:aws:mediaconnect:us-east-1:111122223333:output:2-3aBC45dEF67hiJ89-c34de5fG678h:tv';
const source = 'arn:aws:mediaconnect:us-east-1:111122223333:source:3-4aBC56dEF78hiJ90-4de5fg6Hi78J:feed';

const event = (detailType: string, resources: string[], detail: unknown, more: object = {}) =>
  JSON.stringify({
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detailType,
    source: detailType.startsWith('MediaLive') ? 'aws.medialive' : 'aws.mediaconnect',
    account: '111122223333',
    time: '2026-11-01T12:00:07Z',
    region: 'us-east-1',
    resources,
    detail,
    ...more,
  });

const health = (state: unknown, resources = [flow, output]) =>
  event('MediaConnect Output Health', resources, { current: { state }, previous: { state: 'IDLE' } });
const delivery = (connected: boolean) => ({
  about: 'delivery',
  flowArn: flow,
  outputArn: output,
  connected,
  at: '2026-11-01T12:00:07.000Z',
});

describe('an event of AWS', () => {
  it.each([
    [
      'a stop that is over',
      event('MediaLive Channel State Change', [channel], {
        channel_arn: channel,
        state: 'STOPPED',
        message: 'Stopped channel',
        pipelines_running_count: 0,
      }),
      { about: 'channel', id: '2000001' },
    ],
    [
      'a state of one pipeline, in a word of tomorrow',
      event('MediaLive Channel State Change', [channel], {
        channel_arn: channel,
        state: 'DREAMING',
        pipeline: '0',
        another: {},
      }),
      { about: 'channel', id: '2000001' },
    ],
    [
      'an alert',
      event('MediaLive Channel Alert', [channel], {
        alarm_state: 'SET',
        alarm_id: '1',
        alert_type: 'Failed RTMP Connection',
        pipeline: '0',
        channel_arn: channel,
        message: 'Could not connect.',
      }),
      { about: 'alerts', id: '2000001' },
    ],
    [
      'a flow that starts',
      event('MediaConnect Flow Status Change', [flow], {
        currentStatus: 'STARTING',
        previousStatus: 'STANDBY',
      }),
      { about: 'flow', arn: flow },
    ],
    [
      'an output that is switched off',
      event('MediaConnect Output Status Change', [flow, output], { currentStatus: 'DISABLED' }),
      { about: 'flow', arn: flow },
    ],
    [
      'a source that is gone',
      event('MediaConnect Source Health', [source, flow], {
        unhealthy: true,
        current: { source_state: 'DISCONNECTED', tr101: { ts_sync_loss: true } },
        previous: null,
      }),
      { about: 'flow', arn: flow },
    ],
    ['an output that is received', health('CONNECTED'), delivery(true)],
    ['an output that sends', health('sending'), delivery(true)],
    ['an output that is not received', health('Disconnected', [output, flow]), delivery(false)],
    ['an output that idles', health('IDLE'), { about: 'flow', arn: flow }],
    ['the health of an output it does not name', health('CONNECTED', [flow]), { about: 'flow', arn: flow }],
  ])('that tells of %s gives a hint', (_name, body, hint) => {
    expect(readEvent(body)).toEqual({ hint });
  });

  it.each([
    ['another kind', event('MediaLive Multiplex State Change', [channel], {})],
    ['another source under a known name', event('MediaLive Channel Alert', [], {}, { source: 'my.app' })],
  ])('of %s is dropped as unknown', (_name, body) => {
    expect(readEvent(body)).toEqual({ dropped: 'UNKNOWN' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"detail-type":'],
    ['JSON that is no event', '["MediaLive Channel Alert"]'],
    ['null', 'null'],
    ['no time', event('MediaLive Channel Alert', [channel], {}, { time: 'yesterday' })],
    ['no detail', event('MediaLive Channel State Change', [channel], undefined)],
    [
      'an ARN that is none',
      event('MediaLive Channel State Change', [], { channel_arn: '__proto__', state: 'RUNNING' }),
    ],
    [
      'an input where a channel should be',
      event('MediaLive Channel Alert', [], {
        channel_arn: channel.replace('channel', 'input'),
        alarm_state: '',
      }),
    ],
    ['no flow', event('MediaConnect Flow Status Change', [output], { currentStatus: 'ACTIVE' })],
    ['no status', event('MediaConnect Output Status Change', [flow, output], { currentStatus: 7 })],
    ['no health', event('MediaConnect Source Health', [flow], { current: {} })],
    ['a health that is no word', health(null)],
  ])('that holds %s is dropped as malformed', (_name, body) => {
    expect(readEvent(body)).toEqual({ dropped: 'MALFORMED' });
  });

  it('has one parser for each kind', () => {
    const kinds = eventParsers.map(({ detailType }) => detailType);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});
