import { toApiPath, type ApiPath } from './api-path.ts';

/** The parts of an OpenAPI 3.0 document that the API is made from. */
export interface SourceDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One method of one path of the API. */
export interface ApiOperation extends ApiPath {
  readonly method: 'get' | 'post';
  /** Without a bearer token. */
  readonly isOpen: boolean;
}

/** Where every seed path stands. Source: the table of prefixes in `docs/api.md`. */
const PREFIXES = ['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'];

/** What the application serves beside what it documents: Swagger UI, its assets, and the document itself. */
const UNDOCUMENTED = ['/docs', '/docs/{asset}', '/openapi.json'];

/** The only two that the application knows; of what else there may be it is not known here whether it is safe to open. */
const METHODS = ['get', 'post'] as const;

/**
 * All operations of the API, in the order of their paths. Those that differ only in what a greedy label takes are one.
 *
 * @throws {Error} for what cannot be expressed, and for operations that become one but differ in who may call them.
 */
export function operationsOf({ paths }: SourceDocument): readonly ApiOperation[] {
  const documented = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => toOperation(path, method, operation)),
  );
  const undocumented = PREFIXES.flatMap((prefix) => UNDOCUMENTED.map((path) => toOperation(prefix + path, 'get', {})));
  const merged = new Map<string, ApiOperation>();
  for (const operation of [...documented, ...undocumented]) merge(merged, operation);
  return [...merged.values()].toSorted(byPath);
}

function toOperation(path: string, name: string, operation: unknown): ApiOperation {
  const method = METHODS.find((known) => known === name);
  if (method === undefined) throw new Error(`"${name} ${path}" is neither a get nor a post`);
  return { ...toApiPath(path), method, isOpen: !asksForToken(operation, path) };
}

/** `security: [{ bearer: [] }]`, or nothing. Anything else is not known here, so nothing is made of it. */
function asksForToken(operation: unknown, path: string): boolean {
  const security = JSON.stringify((operation as { readonly security?: unknown }).security ?? []);
  if (security !== '[]' && security !== '[{"bearer":[]}]') throw new Error(`${path} asks for ${security}`);
  return security !== '[]';
}

function merge(merged: Map<string, ApiOperation>, operation: ApiOperation): void {
  const name = `${operation.method} ${operation.path}`;
  const earlier = merged.get(name);
  if (earlier && earlier.isOpen !== operation.isOpen) throw new Error(`${name} would be open and closed at once`);
  merged.set(name, operation);
}

/** By code point, so that the order is the same on every machine. */
function byPath(left: ApiOperation, right: ApiOperation): number {
  const [one, other] = [left, right].map(({ path, method }) => `${path} ${method}`) as [string, string];
  return one < other ? -1 : 1;
}
