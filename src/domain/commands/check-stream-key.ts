import { isKeyTemplate } from './mend-url.ts';
import { refuse } from './refuse.ts';

const maxLength = 2_048;

/**
 * A stream key is one unbroken word, as platforms give it.
 * @throws Refusal INVALID_STREAM_KEY.
 */
export function checkStreamKey(key: string): void {
  const wrong = (message: string) => refuse('INVALID_STREAM_KEY', message, 'streamKey');
  if (key === '') throw wrong('The stream key is empty.');
  if (key.length > maxLength) throw wrong(`A stream key has at most ${maxLength} characters.`);
  if (/[\p{Z}\p{C}]/u.test(key)) {
    throw wrong('A stream key holds no spaces or control characters. Was more copied than the key?');
  }
  if (isKeyTemplate(key))
    throw wrong('This is a placeholder. Give the key that the platform shows in its place.');
  if ((key.split('?')[0] ?? '').includes('://'))
    throw wrong('This looks like a URL. The stream key goes here without the URL.');
}
