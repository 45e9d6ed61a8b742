import { expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { request } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem({ env: { GATEWAY_CONSOLE: 'true' } });
const at = (path: string, init: RequestInit = {}): Promise<Response> => request(system, path, init);

/** Every file that the page leads to, and every module that its modules lead to. */
async function everyFile(): Promise<ReadonlyMap<string, Response>> {
  const files = new Map<string, Response>();
  const visit = async (path: string): Promise<void> => {
    if (files.has(path)) return;
    const response = await at(path);
    files.set(path, response);
    const text = await response.text();
    const inPage = path === '/console' ? /(?:src|href)="([^"#]+)"/g : /(?:from|import) '(\.[^']+)'/g;
    for (const [, target = ''] of text.matchAll(inPage)) {
      const { pathname } = new URL(target, `${system.url}${path}`);
      if (path === '/console' || path.endsWith('.js')) await visit(pathname);
    }
  };
  await visit('/console');
  return files;
}

it('is there for anybody, with everything that it is made of', async () => {
  const files = await everyFile();
  const types = [...files].map(([path, response]) => [path, response.status, response.headers.get('content-type')]);
  expect(types).toContainEqual(['/console', 200, 'text/html; charset=utf-8']);
  expect(types).toContainEqual(['/console/main.js', 200, 'text/javascript; charset=utf-8']);
  expect(types).toContainEqual(['/console/uplot.js', 200, 'text/javascript; charset=utf-8']);
  expect(types).toContainEqual(['/console/uplot.css', 200, 'text/css; charset=utf-8']);
  expect(types).toContainEqual(['/console/console.css', 200, 'text/css; charset=utf-8']);
  expect(types).toContainEqual(['/console/favicon.svg', 200, 'image/svg+xml']);
  expect(types.filter(([, status]) => status !== 200)).toEqual([]);
});

it('may do in a browser what it needs, and has no script, style or handler in itself', async () => {
  const page = await at('/console');
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
  expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(await page.text()).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! type="module" src="[^"]+"><\/script>)/i);
});

it('has browsers ask each time, and sends a file once as long as it stays the same', async () => {
  const first = await at('/console/main.js');
  const etag = first.headers.get('etag') ?? '';
  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect(etag).toMatch(/^"[\w-]{43}"$/);
  const again = await at('/console/main.js', { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const other = await at('/console/main.js', { headers: { 'if-none-match': '"other"' } });
  expect([other.status, await other.text()]).toEqual([200, await first.text()]);
});

it.each(['/console/..%2f..%2fpackage.json', '/console/main.ts', '/console/index.html', '/vpn/console', '/CONSOLE'])(
  'has nothing else: %s',
  async (path) => {
    await expectProblem(await at(path), 404, 'UnknownOperationException');
  },
);

it('leads from an address with a slash at its end to where its files are', async () => {
  const answer = await at('/console/', { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([308, '../console']);
});
