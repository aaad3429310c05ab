import { readFileSync, writeFileSync } from 'node:fs';
import type { ZodType } from 'zod';
import { environment } from '../emulator/settings.ts';
import { settings } from '../src/config.ts';

/** Writes setting-names.json and docs/configuration.md from src/config.ts; with --check, says whether they are current. */
const at = (path: string) => new URL(`../${path}`, import.meta.url);

/** Read by the command line and by tests alone. */
const elsewhere = ['LUNORA_CONFORMANCE_AWS', 'LUNORA_TOKEN', 'LUNORA_TORTURE', 'LUNORA_URL'];
const names = new Set([...Object.keys(settings.shape), ...Object.keys(environment.shape), ...elsewhere]);
const own = [...names].filter((name) => name.startsWith('LUNORA_')).sort();

/** What the comment above a setting says; settings below one another share it. */
function descriptions(): Map<string, string> {
  const found = new Map<string, string>();
  let comment = '';
  for (const line of readFileSync(at('src/config.ts'), 'utf8').split('\n')) {
    comment = /^ {2}\/\*\* (.*) \*\/$/.exec(line)?.[1] ?? comment;
    const name = /^ {2}([A-Z][A-Z_]+):/.exec(line)?.[1];
    if (name) found.set(name, comment);
  }
  return found;
}

function defaultOf(schema: ZodType): string {
  const { data } = schema.safeParse(undefined);
  return data === undefined || data === '' ? '' : `\`${data}\``;
}

const cell = (text: string) => text.replaceAll('|', '\\|');
const rows = [...descriptions()].map(
  ([name, text]) =>
    `| \`${name}\` | ${defaultOf(settings.shape[name as keyof typeof settings.shape])} | ${cell(text)} |`,
);
const page = `# Configuration

For operators: every setting of \`npm start\`, an environment variable each. An empty one counts as left out. A bad or unknown one
stops the start with a line that names it. AWS's own variables (\`AWS_REGION\`, \`AWS_PROFILE\`, \`AWS_ENDPOINT_URL_…\`) are read as the SDK reads them.
This page is printed from \`src/config.ts\` by \`npm run settings\`.

| setting | default | what it does |
|---|---|---|
${rows.join('\n')}

\`npm run emulator\` reads ${Object.keys(environment.shape)
  .map((name) => `\`${name}\``)
  .join(', ')}.
`;

const files = { 'setting-names.json': `${JSON.stringify(own, null, 2)}\n`, 'docs/configuration.md': page };
for (const [path, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) writeFileSync(at(path), text);
  else if (readFileSync(at(path), 'utf8') !== text) {
    console.error(`${path} is not current: run npm run settings.`);
    process.exitCode = 1;
  }
}
