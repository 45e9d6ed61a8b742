import { describe, expect, it } from 'vitest';
import { balancerEvent, proxyEvent } from '../testing/proxy-event.js';
import { readProxyEvent, type ProxyRequest } from './proxy-event.js';

const targetOf = (event: object): string | undefined => readProxyEvent(proxyEvent(event))?.target;
const headersOf = (event: object): ProxyRequest['headers'] | undefined => readProxyEvent(proxyEvent(event))?.headers;

describe('readProxyEvent', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'event'],
    ['a list', []],
    ['an event of another service', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['an event of an HTTP API', { version: '2.0', rawPath: '/health', requestContext: { http: { method: 'GET' } } }],
    ['an event without a context', proxyEvent({ requestContext: null })],
    ['an event without a method', proxyEvent({ httpMethod: undefined })],
    ['a method in small letters', proxyEvent({ httpMethod: 'get' })],
    ['a method with a line break', proxyEvent({ httpMethod: 'GET\r\nX: y' })],
    ['an event without a path', proxyEvent({ path: null })],
    ['a path that does not begin at the root', proxyEvent({ path: 'health' })],
    ['an address for a path', proxyEvent({ path: 'http://example.com/health' })],
  ])('serves no event that is %s', (_what, event) => {
    expect(readProxyEvent(event)).toBeUndefined();
  });

  it('reads a request of a REST API, without the stage', () => {
    const event = proxyEvent({
      httpMethod: 'POST',
      path: '/vpn/bedrock/invoke',
      multiValueHeaders: { Host: ['abc.execute-api.us-gov-west-1.amazonaws.com'], Accept: ['a', 'b'] },
      body: '{"é":1}',
    });
    expect(readProxyEvent(event)).toEqual({
      source: 'api-gateway',
      method: 'POST',
      target: '/vpn/bedrock/invoke',
      headers: [
        ['Host', 'abc.execute-api.us-gov-west-1.amazonaws.com'],
        ['Accept', 'a'],
        ['Accept', 'b'],
      ],
      body: Buffer.from('{"é":1}', 'utf8'),
      sourceIp: '203.0.113.7',
    });
  });

  it('reads one that has nothing beside its method and path', () => {
    const event = { httpMethod: 'GET', path: '/', requestContext: {} };
    expect(readProxyEvent(event)).toEqual({
      source: 'api-gateway',
      method: 'GET',
      target: '/',
      headers: [],
      body: Buffer.alloc(0),
      sourceIp: 'unknown',
    });
  });
});

describe('the path', () => {
  it.each([
    ['/model/a%2Fb/invoke', '/model/a%2Fb/invoke'],
    ['/model/a%3A0/invoke', '/model/a%3A0/invoke'],
    ['/model/a%253A0/invoke', '/model/a%253A0/invoke'],
    ['/model/arn:aws:bedrock:us-east-1::x/invoke', '/model/arn:aws:bedrock:us-east-1::x/invoke'],
    ["/a-b.c_d~e!$&'()*+,;=:@/f", "/a-b.c_d~e!$&'()*+,;=:@/f"],
    ['/model/%zz', '/model/%zz'],
    ['/../x//y/', '/../x//y/'],
  ])('%s stays as it is', (path, target) => {
    expect(targetOf({ path })).toBe(target);
  });

  it.each([
    ['/model/a b', '/model/a%20b'],
    ['/model/é😀', '/model/%C3%A9%F0%9F%98%80'],
    ['/model/\ud800', '/model/%EF%BF%BD'],
    ['/a?b=c#d', '/a%3Fb=c%23d'],
    ['/a\\b"c<d>e[f]g^h`i{j|k}', '/a%5Cb%22c%3Cd%3Ee%5Bf%5Dg%5Eh%60i%7Bj%7Ck%7D'],
    ['/a\r\nHost: evil', '/a%0D%0AHost:%20evil'],
  ])('%j has encoded what was decoded', (path, target) => {
    expect(targetOf({ path })).toBe(target);
  });

  it.each([
    [
      '/bedrock/models/arn:aws:bedrock:x::foundation-model/a',
      '/bedrock/models/arn:aws:bedrock:x::foundation-model%2Fa',
    ],
    ['/v1/vpn/bedrock/models/arn%3Aaws/a/b', '/v1/vpn/bedrock/models/arn%3Aaws%2Fa%2Fb'],
    ['/internet/bedrock/models/a/b', '/internet/bedrock/models/a/b'],
    ['/model/arn:aws/a/invoke', '/model/arn:aws/a/invoke'],
    ['/model/bedrock/models/arn:aws/a/invoke', '/model/bedrock/models/arn:aws/a/invoke'],
  ])('%s has an ARN of the catalogue in one segment, and changes nothing else', (path, target) => {
    expect(targetOf({ path })).toBe(target);
  });
});

describe('the query', () => {
  it('keeps parameters that come more than once, and encodes them', () => {
    const multiValueQueryStringParameters = { 'a b': ['1', '2&c=3'], é: ['\ud800', ''] };
    const queryStringParameters = { 'a b': '2&c=3' };
    expect(targetOf({ path: '/x', multiValueQueryStringParameters, queryStringParameters })).toBe(
      '/x?a%20b=1&a%20b=2%26c%3D3&%C3%A9=%EF%BF%BD&%C3%A9=',
    );
  });

  it.each([null, undefined, {}, 'text', ['x']])('is none where there is %j', (parameters) => {
    expect(targetOf({ path: '/x', multiValueQueryStringParameters: parameters, queryStringParameters: null })).toBe(
      '/x',
    );
  });

  it('leaves out what is no text', () => {
    expect(targetOf({ path: '/x', multiValueQueryStringParameters: { a: [1, 'b', null], c: { d: 'e' } } })).toBe(
      '/x?a=b',
    );
  });
});

describe('the headers', () => {
  it.each([null, undefined, 'text', 7, []])('are none where there is %j', (headers) => {
    expect(headersOf({ headers, multiValueHeaders: headers })).toEqual([]);
  });

  it('have two of a name where the caller sent two', () => {
    const multiValueHeaders = { Authorization: ['Bearer a', 'Bearer b'], authorization: ['Bearer c'] };
    expect(headersOf({ headers: { Authorization: 'Bearer b' }, multiValueHeaders })).toEqual([
      ['Authorization', 'Bearer a'],
      ['Authorization', 'Bearer b'],
      ['authorization', 'Bearer c'],
    ]);
  });

  it('are those of the single values where there are no others', () => {
    expect(headersOf({ headers: { Accept: 'a', 'X-N': 7 }, multiValueHeaders: null })).toEqual([['Accept', 'a']]);
  });

  it.each(['Content-Length', 'EXPECT', 'connection', 'Transfer-Encoding', 'Upgrade', 'TE', 'Keep-Alive', 'Trailer'])(
    'leave out %s, which is for whoever carries the request to say',
    (name) => {
      expect(headersOf({ multiValueHeaders: { [name]: ['100-continue'], 'X-A': ['b'] } })).toEqual([['X-A', 'b']]);
    },
  );

  it.each(['', 'a b', 'a:b', 'a\r\nb', 'é', 'a(b)'])('leave out %j, which is no name', (name) => {
    expect(headersOf({ multiValueHeaders: { [name]: ['x'] } })).toEqual([]);
  });

  it.each([
    ['a\r\nX-Injected: b', 'a  X-Injected: b'],
    ['a\u0000b\u007fc\td', 'a b c\td'],
    ['\u00e9', '\u00e9'],
    ['\u20ac', '\u00e2\u0082\u00ac'],
  ])('carry %j as one line of bytes', (value, carried) => {
    expect(headersOf({ multiValueHeaders: { 'X-A': [value] } })).toEqual([['X-A', carried]]);
  });
});

describe('the body', () => {
  it.each([
    [null, false, ''],
    [undefined, true, ''],
    [{ a: 1 }, false, ''],
    ['{"a":"é"}', false, '{"a":"é"}'],
    ['{"a":"é"}', undefined, '{"a":"é"}'],
    ['eyJhIjoiw6kifQ==', true, '{"a":"é"}'],
    ['eyJhIjoiw6kifQ==', 'true', 'eyJhIjoiw6kifQ=='],
  ])('of %j, base64 %j, is %j', (body, isBase64Encoded, expected) => {
    expect(readProxyEvent(proxyEvent({ body, isBase64Encoded }))?.body.toString()).toBe(expected);
  });

  it('keeps bytes that are no text', () => {
    expect(readProxyEvent(proxyEvent({ body: '/wCA', isBase64Encoded: true }))?.body).toEqual(Buffer.of(255, 0, 128));
  });
});

describe('who asks', () => {
  const identified = (identity: unknown): ProxyRequest | undefined =>
    readProxyEvent(proxyEvent({ requestContext: { identity } }));

  it.each([null, {}, { sourceIp: '' }, { sourceIp: 7 }])('is unknown by %j', (identity) => {
    expect(identified(identity)).toMatchObject({ sourceIp: 'unknown' });
  });

  it('is told by API Gateway, and by no header', () => {
    const headers = { 'X-Forwarded-For': '198.51.100.1' };
    expect(readProxyEvent(proxyEvent({ headers, multiValueHeaders: null }))).toMatchObject({ sourceIp: '203.0.113.7' });
  });

  it('has an ARN where the API authenticates by IAM', () => {
    const userArn = 'arn:aws-us-gov:sts::123456789012:assumed-role/app/session';
    expect(identified({ sourceIp: '::1', userArn })).toMatchObject({ sourceIp: '::1', userArn });
  });

  it.each(['', 'alice', 'arn:a b', 'arn:é', `arn:${'x'.repeat(2_049)}`, null])('has no ARN in %j', (userArn) => {
    expect(identified({ userArn })).not.toHaveProperty('userArn');
  });
});

describe('a request of a load balancer', () => {
  it('keeps path and query as they came', () => {
    const queryStringParameters = { 'a%20b': 'c%26d', 'x y': '"#é' };
    const event = balancerEvent({ path: '/model/a%2Fb/invoke', queryStringParameters });
    expect(readProxyEvent(event)).toMatchObject({
      source: 'load-balancer',
      target: '/model/a%2Fb/invoke?a%20b=c%26d&xy=',
    });
  });

  it('keeps repeated values where the target group has them', () => {
    const event = balancerEvent({
      headers: undefined,
      multiValueHeaders: { accept: ['a', 'b'] },
      multiValueQueryStringParameters: { q: ['1', '2'] },
    });
    expect(readProxyEvent(event)).toMatchObject({
      target: '/health?q=1&q=2',
      headers: [
        ['accept', 'a'],
        ['accept', 'b'],
      ],
    });
  });

  it.each([
    [{ 'x-forwarded-for': '198.51.100.1' }, undefined, '198.51.100.1'],
    [{ 'x-forwarded-for': '10.0.0.1, 203.0.113.9 , 198.51.100.1' }, undefined, '198.51.100.1'],
    [undefined, { 'X-Forwarded-For': ['10.0.0.1', '10.0.0.2,198.51.100.1'] }, '198.51.100.1'],
    [{ 'x-forwarded-for': '10.0.0.1,' }, undefined, 'unknown'],
    [{}, undefined, 'unknown'],
  ])('comes from the last address that the balancer has seen: %j', (headers, multiValueHeaders, sourceIp) => {
    expect(readProxyEvent(balancerEvent({ headers, multiValueHeaders }))).toMatchObject({ sourceIp });
  });

  it('has no ARN of a caller', () => {
    const requestContext = { elb: {}, identity: { userArn: 'arn:aws:iam::1:user/x', sourceIp: '10.0.0.1' } };
    expect(readProxyEvent(balancerEvent({ requestContext }))).not.toHaveProperty('userArn');
  });
});
