import type { Mutation } from './mutations.ts';

const AUDIT_API = 'test/e2e/audit-api.spec.ts';
const CURSOR = { file: 'libs/audit/src/queries/cursor-text.ts', spec: 'libs/audit/src/queries/cursor-text.spec.ts' };
const COUNTER = { file: 'libs/audit/src/usage/usage-counter.ts', spec: 'libs/audit/src/usage/usage-counter.spec.ts' };

/** What keeps records with those whose they are, reading cheap, and counts true. */
export const AUDIT_MUTATIONS: readonly Mutation[] = [
  {
    defect: 'a tenant sees whichever tenant it names',
    file: 'apps/gateway/src/audit-api/tenant-scope.ts',
    find: 'return user.tenant ?? asked;',
    replace: 'return asked;',
    spec: AUDIT_API,
  },
  {
    defect: 'one record is shown to every tenant',
    file: 'apps/gateway/src/audit-api/audit-api.controller.ts',
    find: 'const filter = tenant === undefined ? {} : { tenant };',
    replace: 'const filter = {};',
    spec: AUDIT_API,
  },
  {
    defect: 'records are for whoever may see the status',
    file: 'apps/gateway/src/audit-api/audit-api.controller.ts',
    find: "@RequirePermission('audit:read')\n  @ApiAuditExport()",
    replace: "@RequirePermission('status:read')\n  @ApiAuditExport()",
    spec: AUDIT_API,
  },
  {
    defect: 'nobody sees who has read records',
    file: 'apps/gateway/src/inference/operations.ts',
    find: "'/audit/requests': { name: 'ListAuditRecords', streamed: false },",
    replace: '',
    spec: AUDIT_API,
  },
  {
    ...CURSOR,
    defect: 'a cursor goes with any query',
    find: 'if (given.length !== DIGEST_BYTES || !timingSafeEqual(given, digestOf(written, query))) throw new AuditCursorError();',
    replace: '',
  },
  {
    ...CURSOR,
    defect: 'a cursor asks for as many days as it likes',
    find: 'if (!isFitWindow(window)) throw new AuditCursorError();',
    replace: '',
  },
  {
    defect: 'a page looks at all there is',
    file: 'libs/audit/src/queries/read-page.ts',
    find: 'if (queries > PAGE_BOUNDS.maxQueries || evaluated > PAGE_BOUNDS.maxEvaluated) return false;',
    replace: '',
    spec: 'libs/audit/src/queries/audit-queries.bounds.spec.ts',
  },
  {
    defect: 'records over their time are shown',
    file: 'libs/audit/src/queries/audit-filter.ts',
    find: "'#ttl > :now'",
    replace: "'(#ttl > :now OR #ttl <= :now)'",
    spec: 'libs/audit/src/queries/audit-queries.spec.ts',
  },
  {
    defect: 'a spreadsheet runs what a caller has chosen as their name',
    file: 'apps/gateway/src/audit-api/to-csv.ts',
    find: "FORMULA.test(text) ? `'${text}` : text",
    replace: 'text',
    spec: 'apps/gateway/src/audit-api/to-csv.spec.ts',
  },
  {
    ...COUNTER,
    defect: 'a count that may have landed is written again',
    find: "asStoreError(error).reason === 'throttled'",
    replace: "asStoreError(error).reason !== 'rejected'",
  },
  {
    ...COUNTER,
    defect: 'counts that wait are without a bound',
    find: 'this.#waiting.size >= MAX_WAITING_ROWS && !this.#waiting.has(row)',
    replace: 'this.#waiting.size < 0',
  },
  {
    defect: 'callers fill the counters with names',
    file: 'libs/audit/src/usage/usage-counts.ts',
    find: "!MADE_UP.has(fields['statusCode'])",
    replace: 'true',
    spec: 'libs/audit/src/usage/usage-counts.spec.ts',
  },
  {
    defect: 'what the store had already is counted again',
    file: 'libs/audit/src/audit-writer.ts',
    find: "return result === 'stored' || tryNumber > 1;",
    replace: 'return true;',
    spec: 'libs/audit/src/finished-records.stored.spec.ts',
  },
  {
    defect: 'counting a day again forgets what the store has let go of',
    file: 'libs/audit/src/usage/recount-day.ts',
    find: 'assertNothingGone(rows, after);',
    replace: '',
    spec: 'libs/audit/src/usage/usage-reader.spec.ts',
  },
];
