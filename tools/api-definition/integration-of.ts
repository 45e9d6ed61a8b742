import type { ApiOperation } from './operations-of.ts';
import { call, type Json } from './template-value.ts';

/** The template's functions, by route. */
const FUNCTIONS: Readonly<Record<ApiOperation['route'], string>> = {
  internet: 'InternetFunction',
  vpn: 'VpnFunction',
};

/** The longest that API Gateway waits. Source: its developer guide, "Quotas" and "Response streaming". */
const STREAM_TIMEOUT_MS = 900_000;
const BUFFERED_TIMEOUT_MS = 29_000;

/**
 * How API Gateway reaches the function of an operation. A streamed answer takes the Lambda API of 2021; its URI and its
 * mode have to agree, or the answer arrives with Lambda's framing inside.
 * Source: API Gateway developer guide, "Set up a Lambda proxy integration with response streaming".
 */
export function integrationOf({ route }: ApiOperation): Json {
  return {
    type: 'aws_proxy',
    // Of the call to Lambda, whatever the caller's own method.
    httpMethod: 'POST',
    responseTransferMode: call('Ref', 'ResponseTransferMode'),
    // Numbers and not a mapping: what comes out of a mapping is text, and here it would stay one.
    timeoutInMillis: call('Fn::If', ['Streamed', STREAM_TIMEOUT_MS, BUFFERED_TIMEOUT_MS]),
    uri: call('Fn::If', [
      'Streamed',
      invocationUri('2021-11-15', FUNCTIONS[route], 'response-streaming-invocations'),
      invocationUri('2015-03-31', FUNCTIONS[route], 'invocations'),
    ]),
  };
}

function invocationUri(version: string, name: string, action: string): Json {
  const functionPath = `path/${version}/functions/\${${name}.Arn}/${action}`;
  return call('Fn::Sub', `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:${functionPath}`);
}
