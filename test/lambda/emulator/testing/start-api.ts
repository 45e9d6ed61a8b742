import { parseTemplate } from '../../../support/cloudformation/read-template.js';
import { TemplateResolver } from '../../../support/cloudformation/resolve.js';
import type { ApiDefinition } from '../api-gateway/api-definition.js';
import { readApiDefinition } from '../api-gateway/read-api-definition.js';
import { startApiGateway, type ApiGateway, type ApiGatewayOptions } from '../api-gateway/start-api-gateway.js';
import { startLambda, type Lambda } from '../function/start-lambda.js';
import type { Gate } from './gate.js';
import { writeFunction } from './write-function.js';

const LAMBDA_PATH = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path';

/** A method that is answered by the function of that name. */
export function method(name: string, more = ''): string {
  const uri = `${LAMBDA_PATH}/2015-03-31/functions/\${${name}.Arn}/invocations`;
  return `{ x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !Sub '${uri}' }${more} }`;
}

/** The same, streamed. */
export function streamed(name: string, more = '', timeoutMs = 900_000): string {
  const uri = `${LAMBDA_PATH}/2021-11-15/functions/\${${name}.Arn}/response-streaming-invocations`;
  const mode = `responseTransferMode: STREAM, timeoutInMillis: ${timeoutMs}`;
  return `{ x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, ${mode}, uri: !Sub '${uri}' }${more} }`;
}

/** A template with one API, whose body is given, and one function for each name. */
export function readApi(body: string, names: readonly string[], resources = ''): ApiDefinition {
  const functions = names.map(
    (name) => `  ${name}: { Type: AWS::Lambda::Function, Properties: { FunctionName: ${name} } }`,
  );
  const indented = body.replaceAll(/^/gmu, '        ');
  const template = `Resources:
${functions.join('\n')}
${resources}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: dev
      DefinitionBody:
${indented}`;
  return readApiDefinition(new TemplateResolver(parseTemplate(template)).resources, 'Api');
}

/** An API over the handlers of one source, each a function of its own. */
export interface StartedApi extends AsyncDisposable {
  readonly api: ApiGateway;
  readonly lambda: Lambda;
  /** Where the handlers are. */
  readonly folder: string;
}

/** Starts functions named like the handlers that a source exports, and an API before them. */
export async function startApi(
  source: string,
  define: (names: readonly string[]) => ApiDefinition,
  gate: Gate,
  more: Partial<ApiGatewayOptions> = {},
): Promise<StartedApi> {
  const written = await writeFunction(source);
  const names = [...source.matchAll(/export const (\w+)/gu)].map(([, name = '']) => name);
  const shared = { folder: written.folder, environment: gate.environment, timeoutMs: 20_000, reservedConcurrency: 2 };
  const lambda = await startLambda({ functions: names.map((name) => ({ name, handler: `index.${name}`, ...shared })) });
  const api = await startApiGateway({ definition: define(names), lambda, ...more });
  return {
    api,
    lambda,
    folder: written.folder,
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await lambda[Symbol.asyncDispose]();
      await written[Symbol.asyncDispose]();
    },
  };
}
