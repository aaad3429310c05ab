import { expect, it } from 'vitest';
import { createRedactor } from '../src/domain/redaction/create-redactor.ts';
import { createLogger } from '../src/logger.ts';

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

it.each(['level', 'time', 'msg', 'fake-key-0001', '":"', '"msg":"fake key"', 'destinationIdOfTheOne'])(
  'stays JSON with its own fields, whatever the secret: %s',
  (secret) => {
    const { lines, redactor, log } = logTo(false);
    redactor.hold('d1', [secret]);
    redactor.remember(secret);
    const text = `a ${secret} and {"level":"${secret}"}`;
    log.info({ level: 1, destinationIdOfTheOne: text, deep: [{ text }] }, text);
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      destinationIdOfTheOne: expect.any(String),
      deep: [{ text: expect.any(String) }],
    });
    expect(Object.keys(line)).toEqual(expect.arrayContaining(['level', 'time', 'msg']));
    expect(line['msg']).toBe(redactor.redact(text));
  },
);

it('leaves out what is below its level', () => {
  const { lines, log } = logTo(false);
  log.debug({}, 'detail');
  expect(lines).toEqual([]);
});
