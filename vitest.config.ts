import { defineConfig } from 'vitest/config';
import { PlainCountReporter } from './test/support/plain-count.reporter.ts';

export default defineConfig({
  ssr: { resolve: { conditions: ['@app/source', 'node'] } },
  test: {
    include: ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
    setupFiles: ['./test/support/setup.ts'],
    globalSetup: ['./test/support/build-once.ts', './test/support/build-lambda-once.ts'],
    reporters: ['default', new PlainCountReporter()],
    // Files share what they import: to load it anew for each took longer than to run the tests. A spec that leaves
    // anything behind is a defect.
    isolate: false,
    // The default leaves one of two cores idle.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/index.ts', '**/testing/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { 'libs/*/src/**/*.ts': { lines: 95, branches: 95 } },
    },
  },
});
