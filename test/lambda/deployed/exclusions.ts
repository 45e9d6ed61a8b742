/** How API Gateway hands answers over: the template's parameter. */
export type TransferMode = 'STREAM' | 'BUFFERED';

/** Specs of `test/e2e` and `test/conformance` that do not run through the deployed shape, and why. All others do. */
export const NOT_DEPLOYED: Readonly<Record<string, string>> = {
  'test/conformance/aws-cli.spec.ts': 'starts a program for each call; boto3 is of the same make',
  'test/conformance/aws-sdk.http2.spec.ts': 'speaks HTTP/2 without TLS, which API Gateway does not',
  'test/conformance/harness.spec.ts': 'is about the harness, and starts no gateway',
  'test/conformance/langchain.spec.ts': 'speaks HTTP/2 without TLS, which API Gateway does not',
  'test/conformance/matrix.spec.ts': 'is about the document, and starts no gateway',
  'test/e2e/at-once.spec.ts': 'is about many requests at once in one process; a function serves one at a time',
  'test/e2e/audit-export.broken.spec.ts': 'has the store fail in the process of the tests',
  'test/e2e/bad-connections.spec.ts': 'is about broken HTTP, which API Gateway answers',
  'test/e2e/bad-uploads.spec.ts': 'is about uploads as they come; API Gateway hands over whole ones',
  'test/e2e/callers-leaving.spec.ts': 'is about callers who leave, of whom Lambda does not tell a function',
  'test/e2e/commands.spec.ts': 'is about npm run start:gateway and npm run token',
  'test/e2e/http2.spec.ts': 'speaks HTTP/2 without TLS, which API Gateway does not',
  'test/e2e/in-flight.spec.ts': 'is about many requests at once in one process; a function serves one at a time',
  'test/e2e/native-uploads.spec.ts': 'is about uploads as they come; API Gateway hands over whole ones',
  'test/e2e/npm-start.spec.ts': 'is about npm start',
  'test/e2e/streams.memory.spec.ts': 'is about the memory of npm run start:gateway',
  'test/e2e/usage.unrecorded.spec.ts': 'waits for the trail, and ends gateways, in the process of the tests',
};

const STARTS_MANY = 'starts a gateway for each test, and shows in STREAM what does not depend on the mode';
const TAKES_LONG = 'takes long, and shows in STREAM what does not depend on the mode';

/** What does not run in one transfer mode only. */
export const NOT_IN: Readonly<Record<TransferMode, Readonly<Record<string, string>>>> = {
  STREAM: {
    'test/e2e/bad-bodies.encodings.spec.ts': 'API Gateway hands bodies over as text: bytes that are none are gone',
  },
  BUFFERED: {
    'test/conformance/ai-sdk.spec.ts': TAKES_LONG,
    'test/conformance/anthropic.spec.ts': TAKES_LONG,
    'test/conformance/aws-sdk.control.spec.ts': TAKES_LONG,
    'test/conformance/aws-sdk.http1.spec.ts': TAKES_LONG,
    'test/conformance/boto3.spec.ts': TAKES_LONG,
    'test/e2e/chunk-by-chunk.spec.ts': 'is about chunks that come one by one',
    'test/e2e/fallback.fail-closed.spec.ts': STARTS_MANY,
    'test/e2e/fallback.spec.ts': STARTS_MANY,
    'test/e2e/fallback.stores.spec.ts': STARTS_MANY,
    'test/e2e/health-and-docs.spec.ts': STARTS_MANY,
    'test/e2e/inference-profiles.creation.spec.ts': STARTS_MANY,
    'test/e2e/inference-profiles.spec.ts': STARTS_MANY,
    'test/e2e/model-ids.property.spec.ts': TAKES_LONG,
    'test/e2e/native-fallback.spec.ts': STARTS_MANY,
    'test/e2e/native-streams.spec.ts': 'is about streams that break off; here the parts that came are none',
  },
};

/** Path and reason of each spec that does not run through a deployed gateway of that mode. */
export function exclusionsOf(mode: TransferMode): Readonly<Record<string, string>> {
  return { ...NOT_DEPLOYED, ...NOT_IN[mode] };
}
