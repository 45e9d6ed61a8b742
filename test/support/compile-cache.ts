import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/**
 * For processes that tests start: what V8 has compiled once is read from here by all that come after. Each would else
 * spend a fifth of its start on compiling the same packages. Node checks every entry against its file.
 */
export const COMPILE_CACHE: Readonly<Record<string, string>> = { NODE_COMPILE_CACHE: FOLDER };
