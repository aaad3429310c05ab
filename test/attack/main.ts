import { listAttacks, loadAttack } from './list-attacks.ts';

/** `npm run attack [name…] [-- --short]`: each attack on servers of its own on loopback, with its figures. */
const words = process.argv.slice(2);
const long = !words.includes('--short');
const wanted = words.filter((word) => !word.startsWith('-'));
const known = listAttacks();
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such attack: ${unknown.join(', ')}. There are ${known.join(', ')}.\n`);
  process.exit(1);
}

const failed: string[] = [];
for (const name of wanted.length > 0 ? wanted : known) {
  const attack = await loadAttack(name);
  try {
    const { figures } = await attack({ long });
    const shown = Object.entries(figures).map(([figure, value]) => `  ${figure}: ${value}\n`);
    process.stdout.write(`${name} withstood\n${shown.join('')}`);
  } catch (error) {
    failed.push(name);
    process.stdout.write(`${name} BROKE: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
process.stdout.write(failed.length === 0 ? 'All attacks withstood.\n' : `Broken: ${failed.join(', ')}\n`);
process.exit(failed.length === 0 ? 0 : 1);
