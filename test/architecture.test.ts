import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Who may import whom, from docs/architecture.md. A folder may always import itself. */
const table: Record<string, readonly string[]> = {
  domain: [],
  store: ['domain'],
  aws: ['domain'],
  pubsub: ['domain', 'store', 'aws'],
  engine: ['domain', 'store', 'aws', 'pubsub'],
  resolvers: ['domain', 'store', 'pubsub'],
  schema: ['domain', 'resolvers'],
  server: ['domain', 'resolvers', 'schema', 'pubsub'],
};
/** Single files that all but domain may import. */
const shared = new Set(['clock.ts', 'logger.ts', 'secrets.ts']);

/** Libraries that belong to one place only. */
const owners: readonly { library: RegExp; folders: readonly string[] }[] = [
  { library: /^graphql$|^@pothos\//, folders: ['schema', 'server'] },
  { library: /^@aws-sdk\/client-(media|service-quotas|sqs)/, folders: ['aws'] },
  { library: /^@aws-sdk\/client-dynamodb|^@aws-sdk\/util-dynamodb/, folders: ['store', '.'] },
  { library: /^graphql-yoga$|^graphql-ws|^ws$/, folders: ['server'] },
];

interface Import {
  file: string;
  target: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|\nimport '([^']+)'/g,
  );
  return [...found].map((match) => ({ file, target: match[1] ?? match[2] ?? match[3] ?? '' }));
}

/** `src/store/x.ts` → `store`; a file of src itself → `.`. */
function placeOf(path: string): string {
  const [top, second, third] = path.split('/');
  if (top !== 'src') return `/${top}`;
  return third === undefined ? '.' : (second ?? '.');
}

const imports = filesBelow('src').flatMap(importsOf);

describe('the import table', () => {
  it.each(Object.entries(table))('%s imports only %j', (folder, allowed) => {
    const forbidden = imports
      .filter(({ file, target }) => placeOf(file) === folder && target.startsWith('.'))
      .map(({ file, target }) => ({ file, target: relative(root, resolve(root, dirname(file), target)) }))
      .filter(({ target }) => {
        const place = placeOf(target);
        if (place === folder || allowed.includes(place)) return false;
        return !(place === '.' && folder !== 'domain' && shared.has(target.slice('src/'.length)));
      });
    expect(forbidden).toEqual([]);
  });

  it('covers every folder of src', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(table).sort());
  });

  it('keeps the domain free of libraries and of node', () => {
    const outside = imports.filter(
      ({ file, target }) => placeOf(file) === 'domain' && !target.startsWith('.'),
    );
    expect(outside).toEqual([]);
  });

  it.each(owners)('lets $library be imported only in $folders', ({ library, folders }) => {
    const strays = imports.filter(
      ({ file, target }) => library.test(target) && !folders.includes(placeOf(file)),
    );
    expect(strays).toEqual([]);
  });

  it('keeps the emulator apart from what it tests', () => {
    const crossing = filesBelow('emulator')
      .flatMap(importsOf)
      .filter(
        ({ file, target }) =>
          target.startsWith('.') && !resolve(root, dirname(file), target).startsWith(join(root, 'emulator')),
      );
    expect(crossing).toEqual([]);
  });

  it('reaches the emulator from src only in app.ts', () => {
    const reaching = imports.filter(({ target }) => target.includes('emulator/')).map(({ file }) => file);
    expect([...new Set(reaching)]).toEqual(['src/app.ts']);
  });
});

/** The files that import each other in a circle, type-only imports included, as lists of two and more. */
function circlesIn(found: readonly Import[]): string[][] {
  const graph = new Map<string, Set<string>>();
  for (const { file, target } of found) {
    if (!target.startsWith('.')) continue;
    const targets = graph.get(file) ?? new Set();
    graph.set(file, targets.add(relative(root, resolve(root, dirname(file), target))));
  }
  const reachable = (from: string): Set<string> => {
    const seen = new Set<string>();
    const next = [...(graph.get(from) ?? [])];
    for (let file = next.pop(); file !== undefined; file = next.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      next.push(...(graph.get(file) ?? []));
    }
    return seen;
  };
  const reach = new Map([...graph.keys()].map((file) => [file, reachable(file)]));
  const inCircle = [...graph.keys()].filter((file) => reach.get(file)?.has(file));
  const circles = inCircle.map((file) =>
    inCircle.filter((other) => reach.get(file)?.has(other) && reach.get(other)?.has(file)).sort(),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

describe('circles of imports', () => {
  it.each(['src', 'emulator'])('are nowhere in %s, type-only imports included', (folder) => {
    expect(circlesIn(filesBelow(folder).flatMap(importsOf))).toEqual([]);
  });

  it('are found', () => {
    const found = [
      { file: 'a.ts', target: './b.ts' },
      { file: 'b.ts', target: './c.ts' },
      { file: 'c.ts', target: './b.ts' },
    ];
    expect(circlesIn(found)).toEqual([['b.ts', 'c.ts']]);
  });
});

describe('the habits of the house', () => {
  const all = [...filesBelow('src'), ...filesBelow('emulator')];

  it('reads the environment in one file per program', () => {
    const readers = all.filter((file) => /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(readers.sort()).toEqual(['emulator/settings.ts', 'src/config.ts']);
  });

  it('has no folder named after a kind of code', () => {
    const kinds = /\/(utils?|helpers?|common|types|services|lib|misc)\//;
    expect(all.filter((file) => kinds.test(`/${file}`))).toEqual([]);
  });

  it('keeps builder.ts free of types and every file within 300 lines', () => {
    const builder = readFileSync(join(root, 'src/schema/builder.ts'), 'utf8');
    expect(builder).not.toMatch(/\.(objectType|objectRef|enumType|queryField|mutationField)\(/);
    const long = all.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });
});
