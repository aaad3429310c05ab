/** `npm run kills -- 100 --seed 7`: kills real processes that often, and says whether AWS is as the records say. */
import { parseArgs } from 'node:util';
import { killOften } from './kill-often.ts';

const startedAt = performance.now();
const seconds = () => String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4);
const say = (line: string) => void process.stdout.write(`${seconds()} s  ${line}\n`);

const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
const kills = Number(positionals[0] ?? 100);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
if (!Number.isInteger(kills) || kills < 2 || !Number.isInteger(seed)) {
  throw new Error('usage: npm run kills -- [kills, at least 2] [--seed number]');
}
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

say(`${kills} kills, seed ${seed}`);
const killed = await killOften(kills, seed, say);
for (const { troubles, ...figures } of killed) {
  say(JSON.stringify(figures));
  for (const trouble of troubles) say(trouble);
}
const troubles = killed.flatMap((each) => each.troubles).length;
say(troubles === 0 ? 'nothing orphaned, lost or doubled' : `${troubles} troubles with seed ${seed}`);
process.exit(troubles === 0 ? 0 : 1);
