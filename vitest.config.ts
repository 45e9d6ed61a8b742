import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { exclusionsOf, type TransferMode } from './test/lambda/deployed/exclusions.ts';
import { PlainCountReporter } from './test/support/plain-count.reporter.ts';
import { ProofReporter } from './test/support/proof.reporter.ts';

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

/** What proofs at full count have beside that. */
const AT_LENGTH = { env: { TEST_FULL_PROOF: '1' }, testTimeout: 1_200_000 };

/** What needs root and Debian packages. */
const LAB = ['test/lab/**/*.spec.ts'];

/** What needs Debian's Chromium, and a machine that is busy with nothing else. */
const BROWSER = ['test/browser/**/*.spec.ts'];

/** What takes as long as it is told to. */
const SOAK = ['test/load/soak/soak.spec.ts'];

/** What draws samples in `npm test`. */
const PROOFS = [
  'test/{attacks,audit-api,authorization,canary,cancellation,credential-life,durability,fail-closed,faults,fuzz,limits,load,mutations,shutdown,traffic}/**/*.spec.ts',
  'test/e2e/{model-ids.property,streams.memory}.spec.ts',
  'libs/routing/src/fail-closed.spec.ts',
  'libs/routing/src/transports/peer/read-peer-event.property.spec.ts',
  'libs/bedrock/src/event-stream/frame-reader.spec.ts',
  'apps/gateway/src/authorizer/authorizer.never-allows.spec.ts',
  'apps/gateway/src/inference/slice-json-member.spec.ts',
  'apps/gateway/src/listener/to-http1-request.spec.ts',
];

export default defineConfig({
  test: {
    projects: [
      project({
        name: 'source',
        include: ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
        exclude: [...LAB, ...BROWSER],
        // A third of the time of all files is waiting: for processes to start, for deadlines to pass.
        maxWorkers: availableParallelism() + 1,
        // Projects with other numbers of workers take turns.
        sequence: { groupOrder: 1 },
      }),
      deployed('deployed', 'STREAM'),
      deployed('deployed-buffered', 'BUFFERED'),
      // Same files as above, at full count.
      project({ name: 'prove', include: PROOFS, exclude: SOAK, ...AT_LENGTH }),
      project({ name: 'soak', include: SOAK, ...AT_LENGTH }),
      project({ name: 'lab', include: LAB, ...AT_LENGTH }),
      project({ name: 'browser', include: BROWSER }),
    ],
    globalSetup: ['build-once', 'build-lambda-once', 'bundle-once'].map((name) => `./test/support/${name}.ts`),
    reporters: ['default', new ProofReporter(), new PlainCountReporter()],
    // The default leaves one of two cores idle.
    maxWorkers: '100%',
    // It takes a tenth of the time, so it is for the check alone.
    coverage: {
      enabled: process.env['TEST_COVERAGE'] !== undefined,
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
