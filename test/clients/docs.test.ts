import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, 'recipes');
const recipes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const page = readFileSync(resolve(import.meta.dirname, '../../docs/realtime.md'), 'utf8');
const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? '');

it('shows recipes as they are run', () => {
  expect(blocks.length).toBeGreaterThan(5);
  for (const block of blocks)
    expect(
      recipes.some((recipe) => recipe.includes(block)),
      block,
    ).toBe(true);
});
