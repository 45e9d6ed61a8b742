import { isJsonObject, type JsonObject } from '../../../support/cloudformation/template.js';
import { FunctionFailure } from '../function/function-failure.js';
import { LambdaError } from '../function/lambda-error.js';
import type { Lambda } from '../function/start-lambda.js';
import type { AuthorizerDefinition } from './api-definition.js';
import { evaluatePolicy } from './evaluate-policy.js';
import { GatewayError, type GatewayErrorType } from './gateway-error.js';
import { apiArn, type ApiPlace, type AuthorizerContext, type CommonEvent } from './proxy-event.js';
import { parseJsonObject } from './read-json.js';
import { readWhole } from './read-whole.js';
import { headerOf, type ReceivedRequest } from './received-request.js';

/** What an authorizer's function has answered. */
interface Verdict {
  readonly policy: JsonObject;
  readonly context: AuthorizerContext;
}

/** Longer waits for an authorizer end in an error. Source: API Gateway quotas, 30 s. */
const MAX_WAIT_MS = 30_000;

/** Asks authorizers, and keeps their answers for as long as each of them says. */
export class Authorizer {
  readonly #kept = new Map<string, { readonly verdict: Verdict; readonly untilEpochMs: number }>();

  constructor(
    private readonly lambda: Lambda,
    private readonly place: ApiPlace,
    private readonly now: () => number,
  ) {}

  /** Lets a request pass, with what is known of its caller. @throws GatewayError when it may not */
  async authorize(
    definition: AuthorizerDefinition,
    request: ReceivedRequest,
    event: CommonEvent,
  ): Promise<AuthorizerContext> {
    const identity = definition.identityHeaders.map((name) => headerOf(request, name) ?? '');
    if (identity.includes('')) throw new GatewayError('UNAUTHORIZED');
    const methodArn = apiArn(this.place, `${this.place.stage}/${request.method}${request.path}`);
    const verdict = await this.#verdict(definition, identity, { type: 'REQUEST', methodArn, ...forAuthorizer(event) });
    // Kept or new, a policy is asked about this very method: one that is too narrow refuses the next path.
    const decision = evaluatePolicy(verdict.policy, methodArn);
    if (decision === 'allowed') return verdict.context;
    const explicit = 'User is not authorized to access this resource with an explicit deny';
    throw new GatewayError('ACCESS_DENIED', decision === 'denied explicitly' ? explicit : undefined);
  }

  async #verdict(definition: AuthorizerDefinition, identity: string[], event: object): Promise<Verdict> {
    const { name, ttlSeconds } = definition;
    const key = JSON.stringify([name, ...identity]);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.untilEpochMs > this.now()) return kept.verdict;
    const startedAtMs = performance.now();
    const answer = await this.#ask(definition, event);
    const verdict = readVerdict(answer, Math.round(performance.now() - startedAtMs));
    if (ttlSeconds > 0) this.#kept.set(key, { verdict, untilEpochMs: this.now() + ttlSeconds * 1_000 });
    return verdict;
  }

  async #ask({ name, functionName }: AuthorizerDefinition, event: object): Promise<string> {
    const sourceArn = apiArn(this.place, `authorizers/${name}`);
    try {
      const answer = await readWhole(this.lambda.invoke(functionName, JSON.stringify(event), sourceArn), MAX_WAIT_MS);
      return answer.toString('utf8');
    } catch (error) {
      throw new GatewayError(typeOfFailure(error), undefined, { cause: error });
    }
  }
}

/** A function refuses by throwing this very message; one that cannot be called is set up wrongly. */
function typeOfFailure(error: unknown): GatewayErrorType {
  if (error instanceof LambdaError) return 'AUTHORIZER_CONFIGURATION_ERROR';
  const isRefusal = error instanceof FunctionFailure && error.errorMessage === 'Unauthorized';
  return isRefusal ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE';
}

/** Where an integration sees null, an authorizer sees an empty map. Source: @types/aws-lambda, request authorizer. */
function forAuthorizer(event: CommonEvent): object {
  return {
    ...event,
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: {},
  };
}

/** Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer". */
function readVerdict(answer: string, integrationLatency: number): Verdict {
  const { principalId, policyDocument, context = {} } = parseJsonObject(answer) ?? {};
  const isWhole = typeof principalId === 'string' && isJsonObject(policyDocument) && isJsonObject(context);
  if (!isWhole) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
  const texts = Object.entries(context).map(([key, value]) => {
    // Maps and lists are no valid values; everything else arrives as text.
    if (typeof value === 'object') throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    return [key, String(value)];
  });
  return { policy: policyDocument, context: { principalId, ...Object.fromEntries(texts), integrationLatency } };
}
