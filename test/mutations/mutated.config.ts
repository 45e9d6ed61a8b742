import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';
import { MUTATIONS } from './mutations.ts';

/** Which defect to bring in: its index in the list. */
const mutation = MUTATIONS[Number(process.env['TEST_MUTATION'])];
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Changes the one file as it is loaded; the file itself stays as it is. */
const mutate: Plugin = {
  name: 'mutate',
  enforce: 'pre',
  transform: (code, id) => {
    if (mutation === undefined || relative(root, id) !== mutation.file) return undefined;
    const parts = code.split(mutation.find);
    if (parts.length !== 2) throw new Error(`${mutation.file} has "${mutation.find}" ${parts.length - 1} times`);
    return parts.join(mutation.replace);
  },
};

export default defineConfig({
  root,
  plugins: [mutate],
  ssr: { resolve: { conditions: ['@app/source', 'node'] } },
  test: {
    include: [mutation?.spec ?? ''],
    setupFiles: ['./test/support/setup.ts'],
    isolate: false,
    // It would hand the code of one mutation to the run of another.
    fsModuleCache: false,
  },
});
