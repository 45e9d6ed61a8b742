import { describe, expect, it } from 'vitest';
import { parseCredentials } from './parse-credentials.js';

const SECRET_ID = 'cross-partition-commercial-creds';
const SECRET_ARN = `arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:${SECRET_ID}-AbCdEf`;
const API_KEY = { kind: 'api-key', apiKey: 'ABSKx/+=' };
const ACCESS_KEY = { kind: 'access-key', accessKeyId: 'AKID', secretAccessKey: 'sec/ret+' };

function parse(secret: unknown, secretId = SECRET_ID) {
  return parseCredentials(JSON.stringify(secret), secretId);
}

describe('parseCredentials, given what it cannot use', () => {
  it.each([
    ['AKIA-not-json', 'the secret is not a JSON object'],
    ['"text"', 'the secret is not a JSON object'],
    ['[]', 'the secret is not a JSON object'],
    ['{}', 'the secret has neither bedrock_api_key nor access_key_id'],
    ['{"bedrock_api_key":""}', 'the secret has neither bedrock_api_key nor access_key_id'],
    ['{"access_key_id":"AKIDVALUE"}', 'the secret has no secret_access_key'],
    ['{"aws_secret_access_key":"SECRETVALUE"}', 'the secret has no access_key_id'],
    ['{"bedrock_api_key":"KEY\\nVALUE"}', "the secret's field bedrock_api_key is not valid"],
    ['{"bearer_token":"KEY VALUE"}', "the secret's field bearer_token is not valid"],
    ['{"bedrock_api_key":7}', "the secret's field bedrock_api_key is not valid"],
    ['{"bedrock_api_key":"k","region":"evil.example/?"}', "the secret's field region is not valid"],
    [
      '{"access_key_id":"a","secret_access_key":"s","session_token":"\\u0000"}',
      "the secret's field session_token is not valid",
    ],
    [
      '{"access_key_id":"a","secret_access_key":"s","bedrock_endpoint":"http://plain.example"}',
      "the secret's field bedrock_endpoint is not valid",
    ],
  ])('says what is wrong with %s and shows no value', (text, reason) => {
    expect(() => parseCredentials(text, SECRET_ID)).toThrow(
      expect.objectContaining({
        code: 'CREDENTIALS_UNAVAILABLE',
        message: `The commercial Bedrock credentials are unavailable: ${reason}`,
        cause: undefined,
      }),
    );
  });
});

describe('parseCredentials', () => {
  it.each(['bedrock_api_key', 'bedrock_bearer_token', 'bearer_token'])('reads an API key from %s as it is', (field) => {
    expect(parse({ [field]: 'ABSKx/+=', created_date: 'x' })).toEqual(API_KEY);
    expect(parse({ [field]: 'ABSKx/+=', region: 'us-west-2' })).toEqual({ ...API_KEY, region: 'us-west-2' });
  });

  it.each([
    { access_key_id: 'AKID', secret_access_key: 'sec/ret+' },
    { aws_access_key_id: 'AKID', aws_secret_access_key: 'sec/ret+' },
    { access_key: 'AKID', secret_key: 'sec/ret+' },
  ])('reads an access key from %j', (secret) => {
    expect(parse(secret)).toEqual(ACCESS_KEY);
  });

  it.each(['', 'aws_'])('reads everything that may go with an access key, prefix %j', (prefix) => {
    const secret = {
      [`${prefix}access_key_id`]: 'AKID',
      [`${prefix}secret_access_key`]: 'sec/ret+',
      [`${prefix}session_token`]: 'tok',
      [`${prefix}region`]: 'us-west-2',
      [`${prefix}bedrock_endpoint`]: 'https://vpce.example/',
    };
    expect(parse(secret)).toEqual({
      ...ACCESS_KEY,
      sessionToken: 'tok',
      region: 'us-west-2',
      endpoint: 'https://vpce.example',
    });
  });

  it('prefers an API key over an access key', () => {
    expect(parse({ access_key_id: 'AKID', secret_access_key: 's', bedrock_api_key: 'ABSKx/+=' })).toEqual(API_KEY);
  });

  it('looks one level under the own name of the secret, and under no other', () => {
    const nested = { [SECRET_ID]: { bedrock_api_key: 'ABSKx/+=' } };
    expect(parse(nested)).toEqual(API_KEY);
    expect(parse(nested, SECRET_ARN)).toEqual(API_KEY);
    expect(parse(nested, SECRET_ARN.slice(0, -7))).toEqual(API_KEY);
    expect(() => parse(nested, 'another')).toThrow('neither');
    expect(() => parse(nested, 'arn:broken')).toThrow('neither');
    expect(() => parse({ [SECRET_ID]: nested })).toThrow('neither');
  });
});
