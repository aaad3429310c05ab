import { z } from 'zod';
import type { StoredInput } from '../world.ts';
import { badRequest } from './refusals.ts';

/** Inputs that fetch what they play, so that they must say from where. */
const pullTypes: ReadonlySet<unknown> = new Set(['MP4_FILE', 'RTMP_PULL', 'TS_FILE', 'URL_PULL']);
const most = 2;

const sourceList = z.array(z.object({ url: z.string().default('') })).default([]);
const destinationList = z.array(z.object({ streamName: z.string().default('') })).default([]);
const callerSettings = z
  .object({ srtCallerSources: z.array(z.object({ srtListenerAddress: z.string().default('') })).default([]) })
  .default({ srtCallerSources: [] });

/** @throws AwsRefusal 400 for an input whose sources or destinations do not suit its type */
export function checkInput({ type, sources, destinations, srtSettings }: StoredInput['config']): void {
  const urls = sourceList.parse(sources).map(({ url }) => url);
  if (pullTypes.has(type) && urls.length === 0) throw invalidUrl('');
  const wrong = urls.find((url) => !/^[a-z][a-z0-9+.-]*:\/\/[^\s/]/i.test(url));
  if (wrong !== undefined) throw invalidUrl(wrong);
  const names = destinationList.parse(destinations).map(({ streamName }) => streamName);
  if (type === 'RTMP_PUSH' && (names.length === 0 || names.includes(''))) {
    throw badRequest('An input of type RTMP_PUSH needs destinations with a streamName.');
  }
  const callers = callerSettings.parse(srtSettings).srtCallerSources;
  if (
    type === 'SRT_CALLER' &&
    (callers.length === 0 || callers.some((caller) => caller.srtListenerAddress === ''))
  ) {
    throw badRequest('An input of type SRT_CALLER needs srtCallerSources with a srtListenerAddress.');
  }
  if (urls.length > most || names.length > most) {
    throw badRequest(`An input has at most ${most} sources or destinations.`);
  }
}

const invalidUrl = (url: string) => badRequest(`Invalid URL (${url}) specified for inputSource`);
