import { configDefaults, defineConfig } from 'vitest/config';

/** Folders whose files keep nothing between them: one worker reads the code once for many files. */
const shared = ['domain', 'engine', 'aws', 'pubsub', 'resolvers', 'schema', 'server'];
/** Files that count what the whole process holds. */
const alone = ['test/server/documents.test.ts', 'test/server/fan-out/memory.test.ts'];

export default defineConfig({
  // Test files and libraries must share one copy of graphql, or instanceof breaks.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Much of the time goes in waiting for processes, so every core may have a file.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: [`test/{${shared.join(',')}}/**/*.test.ts`],
          exclude: [...configDefaults.exclude, ...alone],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/*.test.ts', `test/!(${shared.join('|')})/**/*.test.ts`, ...alone],
        },
      },
    ],
  },
});
