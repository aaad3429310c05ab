import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Test files and libraries must share one copy of graphql, or instanceof breaks.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Much of the time goes in waiting for processes, so every core may have a file.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
