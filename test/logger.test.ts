import { expect, it } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { createRedactor } from '../src/secrets.ts';

function logTo(readable: boolean) {
  const lines: string[] = [];
  const redactor = createRedactor();
  const log = createLogger({
    level: 'info',
    readable,
    redact: redactor.redact,
    destination: { write: (line) => void lines.push(line) },
  });
  return { lines, redactor, log };
}

it('writes JSON lines', () => {
  const { lines, log } = logTo(false);
  log.info({ requestId: 'r1' }, 'served');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'served', requestId: 'r1' });
});

it('writes lines for people, with the stack of an error', () => {
  const { lines, log } = logTo(true);
  log.warn({ requestId: 'r1', err: new Error('broken') }, 'odd');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}odd requestId=r1\nError: broken\n {4}at /);
});

it.each([true, false])(
  'never shows what is named a secret, nor a known secret anywhere (readable: %s)',
  (readable) => {
    const { lines, redactor, log } = logTo(readable);
    redactor.remember('fake-key-0001');
    log.info({ input: { streamKey: 'fake-key-0002' }, headers: { authorization: 'Bearer fake' } }, 'input');
    log.error({ err: new Error('refused: rtmp://x/fake-key-0001'), 'fake-key-0001': 1 }, 'at fake-key-0001');
    const text = lines.join('');
    expect(text).not.toContain('fake');
    expect(text.match(/\[hidden\]/g)?.length).toBeGreaterThanOrEqual(5);
  },
);

it('leaves out what is below its level', () => {
  const { lines, log } = logTo(false);
  log.debug({}, 'detail');
  expect(lines).toEqual([]);
});
