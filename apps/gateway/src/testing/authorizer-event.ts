/** The stage that {@link authorizerEvent} asks for. */
export const STAGE_ARN = 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef1234/prod';

/** Lambda's own request id in specs. */
export const INVOCATION = { awsRequestId: 'lambda-request-1' } as const;

/**
 * An event of a REST API's authorizer of type REQUEST, with one `Authorization` header or none: the members that the
 * authorizer looks at. Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
 */
export function authorizerEvent(authorization?: string): Readonly<Record<string, unknown>> {
  const host = 'abcdef1234.execute-api.us-gov-west-1.amazonaws.com';
  return {
    type: 'REQUEST',
    methodArn: `${STAGE_ARN}/POST/bedrock/invoke`,
    path: '/bedrock/invoke',
    resource: '/bedrock/invoke',
    httpMethod: 'POST',
    headers: { Host: host, ...(authorization !== undefined && { Authorization: authorization }) },
    multiValueHeaders: { Host: [host], ...(authorization !== undefined && { Authorization: [authorization] }) },
    queryStringParameters: {},
    requestContext: {
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      path: '/prod/bedrock/invoke',
      identity: { sourceIp: '192.0.2.7' },
    },
  };
}
