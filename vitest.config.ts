import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { exclusionsOf, type TransferMode } from './test/lambda/deployed/exclusions.ts';
import { PlainCountReporter } from './test/support/plain-count.reporter.ts';

/** What every project has. */
const EVERYWHERE = {
  setupFiles: ['./test/support/setup.ts'],
  // Files share what they import: to load it anew for each took longer than to run the tests. A spec that leaves
  // anything behind is a defect.
  isolate: false,
  testTimeout: 20_000,
  hookTimeout: 30_000,
  // What is waited for comes at once, or after the start of a process on a busy machine.
  expect: { poll: { timeout: 10_000 } },
};

export default defineConfig({
  test: {
    projects: [
      project({
        name: 'source',
        include: ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
      }),
      deployed('deployed', 'STREAM'),
      deployed('deployed-buffered', 'BUFFERED'),
    ],
    globalSetup: ['./test/support/build-once.ts', './test/support/build-lambda-once.ts'],
    reporters: ['default', new PlainCountReporter()],
    // The default leaves one of two cores idle.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/index.ts', '**/testing/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { 'libs/*/src/**/*.ts': { lines: 95, branches: 95 } },
    },
  },
});

/** What runs against a gateway in the process of the tests, once more through the artifact as the template deploys it. */
function deployed(name: string, mode: TransferMode): TestProjectInlineConfiguration {
  return project({
    name,
    include: ['test/{e2e,conformance}/*.spec.ts'],
    exclude: Object.keys(exclusionsOf(mode)),
    env: { TEST_DEPLOYED_MODE: mode },
  });
}

function project(test: NonNullable<TestProjectInlineConfiguration['test']>): TestProjectInlineConfiguration {
  return { ssr: { resolve: { conditions: ['@app/source', 'node'] } }, test: { ...EVERYWHERE, ...test } };
}
