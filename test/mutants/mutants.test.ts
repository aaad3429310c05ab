import { describe, expect, it } from 'vitest';
import { applyMutant, MutantDoesNotApplyError } from './apply-mutant.ts';
import { hunt, readSource } from './hunt.ts';
import { mutants } from './mutants.ts';

const named = (name: string) => {
  const mutant = mutants.find((each) => each.name === name);
  if (!mutant) throw new Error(`There is no ${name}.`);
  return mutant;
};
const { signal } = new AbortController();

describe('each deliberate bug', () => {
  it.each(mutants)('applies to the source: $name', (mutant) => {
    const changed = applyMutant(mutant, readSource);
    for (const [file, text] of changed) expect(text).not.toBe(readSource(file));
  });

  it('has a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it('is refused where its text is not there exactly once', () => {
    const mutant = { name: 'm', breaks: 'b', edits: [{ file: 'f', find: 'a', replace: 'c' }] };
    expect(applyMutant(mutant, () => 'bab').get('f')).toBe('bcb');
    expect(() => applyMutant(mutant, () => 'b')).toThrow(MutantDoesNotApplyError);
    expect(() => applyMutant(mutant, () => 'aba')).toThrow(MutantDoesNotApplyError);
  });
});

describe('the simulation', () => {
  it.each([
    ['act not announced', 'no act without a logged intent of its epoch'],
    ['the primary channel treated as ours', 'what Lunora did not make is never changed'],
  ])('catches this bug: %s', { timeout: 180_000 }, async (name, invariant) => {
    const caught = await hunt({ mutant: named(name), seeds: [1, 2, 3, 4], signal });
    expect(caught?.invariant).toBe(invariant);
  });
});
