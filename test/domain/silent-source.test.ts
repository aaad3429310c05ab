import { expect, it } from 'vitest';
import { channelHealth, healthOfSource, outputHealth, sourceHealth } from '../../src/domain/health.ts';
import { channel, flow, output, source } from '../resolvers/sample.ts';

const seen = { flow: true, channel: true };
const alert = (alertType: string) => ({ id: 'a', alertType, message: alertType, since: '', pipeline: '0' });
const silent = alert('Audio Not Detected');
const starved = alert('Video Not Detected');
const fed = (more: Parameters<typeof source>[1] = {}) =>
  flow('one', { sources: [source('srt', { connected: true, ...more })] });
const running = (...alerts: ReturnType<typeof alert>[]) =>
  channel('1', { state: 'RUNNING', pipelinesRunning: 1, alerts, alertsReadAt: '2026-11-01T10:00:00.000Z' });

it.each([
  ['audio comes in', fed({ audio: true }), running(), 'OK'],
  ['an older version recorded nothing of audio', fed(), running(), 'OK'],
  ['the flow sees no audio stream', fed({ audio: false }), running(), 'WARNING'],
  ['the channel detects no audio', fed({ audio: true }), running(silent), 'WARNING'],
  ['the channel detects no audio, and nothing is known of the flow', undefined, running(silent), 'WARNING'],
  ['nothing comes in at all', fed({ audio: true }), running(silent, starved), 'FAILED'],
  ['the flow lost its source', fed({ connected: false }), running(silent), 'FAILED'],
  ['the flow stands by', flow('one', { state: 'STANDBY' }), running(silent), 'OFF'],
] as const)('the source of a channel is shown as it is when %s', (_, at, on, light) => {
  const backing = { flow: at, input: undefined, channel: on, output: undefined };
  expect(channelHealth(backing, seen).source).toBe(light);
  expect(channelHealth(backing, seen).encoder).toBe('OK');
});

it('shows a silent source on a flow, on its source and on a destination that it feeds by an output', () => {
  const at = fed({ audio: false });
  const backing = { flow: at, input: undefined, channel: undefined, output: output('o', 'one') };
  expect(sourceHealth(at)).toBe('WARNING');
  expect(at.sources.map((each) => healthOfSource(at.state, each))).toEqual(['WARNING']);
  expect(outputHealth(backing, seen)).toMatchObject({ source: 'WARNING', encoder: 'OK' });
});

it('is content with one of two sources that is heard', () => {
  const sources = [source('a', { connected: true, audio: true }), source('b', { connected: false })];
  expect(sourceHealth(flow('one', { sources }))).toBe('OK');
});
