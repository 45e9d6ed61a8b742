import * as control from '@aws-sdk/client-bedrock';
import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { BedrockProblem, invalid } from './bedrock-problem.js';

type OperationSchema = typeof runtime.InvokeModel$;

/** The operations the stand-in knows, each with the SDK's own schema: nobody retypes a path. */
const schemas = {
  InvokeModel: runtime.InvokeModel$,
  InvokeModelWithResponseStream: runtime.InvokeModelWithResponseStream$,
  Converse: runtime.Converse$,
  ConverseStream: runtime.ConverseStream$,
  CountTokens: runtime.CountTokens$,
  ApplyGuardrail: runtime.ApplyGuardrail$,
  ListFoundationModels: control.ListFoundationModels$,
  GetFoundationModel: control.GetFoundationModel$,
  ListInferenceProfiles: control.ListInferenceProfiles$,
  GetInferenceProfile: control.GetInferenceProfile$,
  CreateInferenceProfile: control.CreateInferenceProfile$,
  DeleteInferenceProfile: control.DeleteInferenceProfile$,
} as const satisfies Record<string, OperationSchema>;

/** The name of an operation, as the SDK calls it. */
export type OperationName = keyof typeof schemas;

/** An operation that a request names, with the labels of its path decoded once. */
export interface MatchedOperation {
  readonly name: OperationName;
  readonly labels: Readonly<Record<string, string>>;
}

interface Route {
  readonly name: OperationName;
  readonly method: string;
  readonly pattern: RegExp;
  readonly labels: readonly string[];
}

/**
 * Finds the operation of a request by method and still encoded path.
 * @throws BedrockProblem `UnknownOperationException`, or `ValidationException` for a label that does not decode
 */
export function matchOperation(method: string, rawPath: string): MatchedOperation {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(rawPath) : null;
    if (match === null) continue;
    const values = route.labels.map((label, index) => [label, decodeLabel(match[index + 1] ?? '')] as const);
    return { name: route.name, labels: Object.fromEntries(values) };
  }
  throw new BedrockProblem('UnknownOperationException', 'The requested operation is not recognized by the service.');
}

const routes: readonly Route[] = Object.entries(schemas).map(([name, schema]) =>
  readRoute(name as OperationName, schema),
);

function readRoute(name: OperationName, [, , , traits]: OperationSchema): Route {
  const http = typeof traits === 'object' ? traits.http : undefined;
  if (http === undefined) throw new TypeError(`the SDK's schema of ${name} names no HTTP binding`);
  const [method, path] = http;
  const labels = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  // A label is one path segment: an id with a bare slash in it is another path, as it is at the real service.
  return { name, method, labels, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`) };
}

function decodeLabel(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw invalid('The path of the request is not valid percent-encoding.');
  }
}
