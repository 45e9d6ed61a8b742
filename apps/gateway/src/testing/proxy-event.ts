/** The event of a REST API's proxy integration, but for what is said otherwise. Source: payload format 1.0. */
export function proxyEvent(facts: object = {}): object {
  return {
    resource: '/{proxy+}',
    httpMethod: 'GET',
    path: '/health',
    headers: null,
    multiValueHeaders: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: 'not/what/was/asked' },
    stageVariables: null,
    requestContext: { path: '/prod/health', stage: 'prod', identity: { sourceIp: '203.0.113.7', userArn: null } },
    body: null,
    isBase64Encoded: false,
    ...facts,
  };
}

/** The event of a load balancer's Lambda target, but for what is said otherwise. */
export function balancerEvent(facts: object = {}): object {
  return {
    requestContext: { elb: { targetGroupArn: 'arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:1:targetgroup/g/1' } },
    httpMethod: 'GET',
    path: '/health',
    queryStringParameters: {},
    headers: {},
    body: '',
    isBase64Encoded: false,
    ...facts,
  };
}
