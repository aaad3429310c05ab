import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GraphQLTaggedNode } from 'relay-runtime';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '../..');

/** What relay-compiler makes of a page's documents, against the schema that is committed. */
export function compileForRelay(documents: Record<string, string>): Record<string, GraphQLTaggedNode> {
  const folder = mkdtempSync(join(tmpdir(), 'lunora-relay-'));
  try {
    mkdirSync(join(folder, 'made'));
    // Relay wants the names of operations to begin with the name of their file.
    const source = Object.entries(documents).map(
      ([name, text]) => `graphql\`${text.replace(/(query|subscription) \w+/, `$1 ${name}`)}\`;`,
    );
    writeFileSync(join(folder, 'page.js'), source.join('\n'));
    writeFileSync(
      join(folder, 'relay.config.json'),
      JSON.stringify({
        src: '.',
        schema: join(root, 'schema.graphql'),
        language: 'javascript',
        eagerEsModules: false,
        artifactDirectory: './made',
      }),
    );
    const compiler = require.resolve('relay-compiler/cli.js');
    execFileSync(process.execPath, [compiler, 'relay.config.json'], { cwd: folder, stdio: 'pipe' });
    const made = (name: string) => require(join(folder, 'made', `${name}.graphql.js`)) as GraphQLTaggedNode;
    return Object.fromEntries(Object.keys(documents).map((name) => [name, made(name)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
