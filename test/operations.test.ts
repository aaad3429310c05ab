import { readFileSync } from 'node:fs';
import { isEnumType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/schema/index.ts';

const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');

const reasonCode = schema.getType('ReasonCode');
const codes = isEnumType(reasonCode) ? reasonCode.getValues().map(({ name }) => name) : [];

/** The sections under "Reasons", by their headings. */
const reasons = new Map(
  (page.split('\n## ').find((part) => part.startsWith('Reasons\n')) ?? '')
    .split('\n### ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);
const calls = [...page.matchAll(/```graphql\n(.*?)```/gs)].map(([, call]) => call ?? '');
const nameOf = (call: string) => call.split(/[({]/)[0]?.trim() ?? '';

describe('docs/operations.md', () => {
  it('has one section for every reason there is, and none for what there is not', () => {
    expect([...reasons.keys()].sort()).toEqual([...codes].sort());
  });

  it.each(codes)('says of %s what it means, what Lunora does, what you do, and by which call', (code) => {
    const section = reasons.get(code) ?? '';
    for (const part of ['**It means**: ', '**Lunora**: ', '**You**: ', '```graphql\n']) {
      expect(section).toContain(part);
    }
  });

  it.each(calls.map((call) => [nameOf(call), call]))('%s can be pasted', (_name, call) => {
    expect(validate(schema, parse(call)).map(({ message }) => message)).toEqual([]);
  });

  it('is to be found from the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain('`docs/operations.md`');
  });
});
