/** A part of a package that the bundles do without, and why nothing asks for it. */
export interface LeftOut {
  /** Files below `node_modules`, by the beginning of their path; for `UNANSWERED`, the name of a package. */
  readonly part: string;
  readonly reason: string;
  /** Members that importers read while they load; they throw when they are called. Reading any other throws at once. */
  readonly reads?: readonly string[];
}

const CREDENTIALS = "a function's credentials are in its environment, which the SDK looks into first";
const NOT_INSTALLED = 'not installed; Nest looks whether it is, and goes on without';

/**
 * Packages that are imported while the code runs, if at all: such an `import()` is rejected, as that of a missing
 * package. What is bundled for such an import takes time at every start, even if the import never happens.
 */
export const UNANSWERED: readonly LeftOut[] = [
  { part: '@nestjs/microservices', reason: NOT_INSTALLED },
  { part: '@nestjs/websockets', reason: NOT_INSTALLED },
  { part: '@nestjs/platform-express', reason: 'the adapter is handed to Nest, which looks for one only without' },
  { part: '@fastify/static', reason: NOT_INSTALLED },
  { part: 'class-transformer', reason: NOT_INSTALLED },
  { part: 'file-type', reason: NOT_INSTALLED },
  { part: 'class-validator', reason: "for Nest's ValidationPipe; bodies are validated by our own code" },
  { part: 'bowser', reason: 'reads the user agent of a browser' },
  { part: '@aws-sdk/credential-provider-http', reason: CREDENTIALS },
  { part: '@aws-sdk/credential-provider-ini', reason: CREDENTIALS },
  { part: '@aws-sdk/credential-provider-login', reason: CREDENTIALS },
  { part: '@aws-sdk/credential-provider-process', reason: CREDENTIALS },
  { part: '@aws-sdk/credential-provider-sso', reason: CREDENTIALS },
  { part: '@aws-sdk/credential-provider-web-identity', reason: CREDENTIALS },
  { part: '@aws-sdk/nested-clients', reason: CREDENTIALS },
  { part: '@smithy/credential-provider-imds', reason: CREDENTIALS },
];

/** Files in whose place the bundles have a stub that throws, with its name, when it is reached. */
export const LEFT_OUT: readonly LeftOut[] = [
  {
    part: 'body-parser/',
    reason: 'bodies are read by our own code, behind the guards',
    reads: ['json', 'raw', 'text', 'urlencoded'],
  },
  { part: 'cors/', reason: 'no browser of another origin is served' },
  { part: 'js-yaml/', reason: 'the OpenAPI document is served as JSON only', reads: ['dump'] },
  { part: 'jsonwebtoken/', reason: "for passport-jwt's own verification, in whose place ours stands" },
  { part: 'multer/', reason: 'nothing is uploaded as a form' },
  {
    part: 'proxy-addr/node_modules/ipaddr.js/',
    reason: 'reads addresses of trusted proxies, and none is trusted',
    reads: ['isValid', 'parse'],
  },
  { part: 'qs/', reason: 'query strings are parsed by Node; this is for the extended parser of Express' },
  { part: 'undici/lib/dispatcher/client-h2.js', reason: 'connections to Bedrock never offer HTTP/2' },
  { part: 'undici/lib/llhttp/llhttp-wasm.js', reason: 'for processors without SIMD; Lambda has none of them' },
  { part: 'undici/lib/web/', reason: 'fetch and forms; request bodies are bytes' },
];
