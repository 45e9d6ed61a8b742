import type { IConfiguration } from 'dependency-cruiser';

/** Who may import whom: the house rules of `docs/architecture.md`. */
export const rules: IConfiguration = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'libs-know-no-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'bedrock-and-audit-stand-alone',
      severity: 'error',
      from: { path: '^libs/(bedrock|audit)/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/($1|sigv4)/' },
    },
    {
      name: 'routing-uses-bedrock-only',
      severity: 'error',
      from: { path: '^libs/routing/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/(routing|bedrock)/' },
    },
    {
      name: 'sandbox-stands-alone',
      severity: 'error',
      from: { path: '^apps/sandbox/' },
      to: { path: '^(libs/|apps/gateway/)' },
    },
    {
      name: 'gateway-knows-no-sandbox',
      severity: 'error',
      from: { path: '^apps/gateway/' },
      to: { path: '^apps/sandbox/' },
    },
    {
      name: 'libs-through-the-front-door',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/[^/]+/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'bedrock-sdk-in-bedrock-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^(libs/bedrock|apps/sandbox)/' },
      to: { path: '@aws-sdk/client-(bedrock|kms|secrets-manager|sts)' },
    },
    {
      name: 'undici-where-aws-is-called',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^(libs/(bedrock|audit)|apps/sandbox)/' },
      to: { path: 'node_modules/undici' },
    },
    {
      name: 'dynamodb-in-audit-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^(libs/audit|apps/sandbox)/' },
      to: { path: '@aws-sdk/client-dynamodb' },
    },
    {
      name: 'lambda-sdk-for-the-peer-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^libs/routing/src/transports/peer/' },
      to: { path: '@aws-sdk/client-lambda' },
    },
    {
      name: 'iam-sdk-for-the-rotation-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^apps/gateway/src/rotation/bedrock-key/' },
      to: { path: '@aws-sdk/client-iam' },
    },
    {
      name: 'passport-and-jose-in-auth-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^apps/gateway/src/auth/' },
      to: { path: 'node_modules/(passport|passport-jwt|jose|@nestjs/passport)/' },
    },
    {
      // The functions' bundle starts with every cold start, and has no use for it.
      name: 'opentelemetry-in-telemetry-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^apps/gateway/src/telemetry/open-telemetry/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'commander-in-the-command-line-only',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^apps/gateway/src/ctl/' },
      to: { path: 'node_modules/commander/' },
    },
    {
      // What a function loads is paid for at each of its starts.
      name: 'gateway-knows-no-command-line',
      severity: 'error',
      from: { path: '^apps/gateway/src/', pathNot: '^apps/gateway/src/ctl(/|\\.ts$)' },
      to: { path: '^apps/gateway/src/ctl/' },
    },
    {
      // The page runs in browsers: it speaks to the gateway by HTTP, and has nothing of Node's. Of libraries it has uPlot.
      name: 'console-stands-alone',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { pathNot: '^apps/console/' },
    },
    {
      // Only processes that last have it, and only where it is switched on: they load it then.
      name: 'console-is-loaded-when-it-is-on',
      severity: 'error',
      from: { path: '^apps/gateway/src/', pathNot: '^apps/gateway/src/console/' },
      to: { path: '^apps/gateway/src/console/', pathNot: '^apps/gateway/src/console/load-console\\.ts$' },
    },
    {
      name: 'express-in-gateway-only',
      severity: 'error',
      from: { path: '^(libs|apps/sandbox)/' },
      to: { path: 'node_modules/(@types/)?express' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|\\.spec\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@app/source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
