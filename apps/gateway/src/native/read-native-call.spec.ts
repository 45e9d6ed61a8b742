import type { OfferedOperation } from '@app/bedrock';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { readNativeCall } from './read-native-call.js';

const NOVA = 'amazon.nova-premier-v1:0';
const PROFILE_ARN = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-premier-v1:0';
const GUARDRAIL_ARN = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123';

/** What the router has made of a path. */
interface Facts {
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

function read(operation: OfferedOperation, { params = {}, query = '', headers = {} }: Facts = {}): object {
  return readNativeCall({ params, headers, url: `/some/path${query}` } as unknown as Request, operation);
}

const invalid = (fields: object): object => expect.objectContaining({ code: 'REQUEST_INVALID', fields }) as object;

describe('readNativeCall refuses', () => {
  it.each([
    ['no model', {}, 'is not a model id (empty)'],
    ['an empty model', { modelId: '' }, 'is not a model id (empty)'],
    ['a model of no segments', { modelId: [] }, 'is not a model id (empty)'],
    ['empty segments', { modelId: ['', ''] }, 'is not a model id (not-an-id)'],
    ['a way up', { modelId: ['..', 'x'] }, 'is not a model id (not-an-id)'],
    ['a way up in an ARN', { modelId: [`${PROFILE_ARN}/..`] }, 'is not a model id (not-an-id)'],
    ['two ids', { modelId: [NOVA, NOVA] }, 'is not a model id (not-an-id)'],
    ['another operation behind the id', { modelId: [NOVA, 'invoke'] }, 'is not a model id (not-an-id)'],
    ['an id that is encoded twice', { modelId: ['amazon.nova%2Fx'] }, 'is not a model id (forbidden-character)'],
    ['a line feed', { modelId: 'a\nb' }, 'is not a model id (forbidden-character)'],
    ['a query inside', { modelId: 'a?b' }, 'is not a model id (forbidden-character)'],
    ['an ARN of another service', { modelId: ['arn:aws:iam::1:role', 'x'] }, 'is not a model id (not-an-id)'],
    ['far too much', { modelId: 'a'.repeat(2_049) }, 'is not a model id (too-long)'],
  ])('%s for a model, and names the label', (_what, params, fault) => {
    expect(() => read('Converse', { params })).toThrow(invalid({ modelId: fault }));
  });

  it.each([
    ['GetFoundationModel', 'modelIdentifier'],
    ['GetInferenceProfile', 'inferenceProfileIdentifier'],
  ] as const)('a model of %s by the name that the path gives it', (operation, label) => {
    expect(() => read(operation, { params: { [label]: ['a', 'b'] } })).toThrow(
      invalid({ [label]: 'is not a model id (not-an-id)' }),
    );
  });

  it.each([
    ['guardrailIdentifier', { guardrailIdentifier: ['ABC'], guardrailVersion: '1' }],
    ['guardrailIdentifier', { guardrailIdentifier: ['a', 'version', '1', 'apply'], guardrailVersion: '1' }],
    ['guardrailIdentifier', { guardrailVersion: '1' }],
    ['guardrailVersion', { guardrailIdentifier: ['abc'], guardrailVersion: '0' }],
    ['guardrailVersion', { guardrailIdentifier: ['abc'], guardrailVersion: 'draft' }],
    ['guardrailVersion', { guardrailIdentifier: ['abc'] }],
  ])('a %s that is none: %j', (label, params) => {
    expect(() => read('ApplyGuardrail', { params })).toThrow(invalid({ [label]: 'is not valid' }));
  });

  it('a query parameter that is given twice, and names each', () => {
    const query = '?type=APPLICATION&nextToken=a&type=SYSTEM_DEFINED&nextToken=a';
    expect(() => read('ListInferenceProfiles', { query })).toThrow(
      invalid({ nextToken: 'is given more than once', type: 'is given more than once' }),
    );
  });

  it('nothing with the value in the message', () => {
    expect(() => read('Converse', { params: { modelId: 'SECRET value' } })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('SECRET') as string }),
    );
  });
});

describe('readNativeCall', () => {
  it('has nothing but the operation of a list that is asked for nothing', () => {
    expect(read('ListFoundationModels')).toEqual({
      operation: 'ListFoundationModels',
      labels: {},
      query: {},
      headers: {},
    });
  });

  it.each([
    ['in one piece', NOVA, NOVA],
    ['as the router splits it', [NOVA], NOVA],
    ['an ARN whose slash was encoded', [PROFILE_ARN], PROFILE_ARN],
    ['an ARN whose slash was not, or is no longer', PROFILE_ARN.split('/'), PROFILE_ARN],
  ])('has the model: %s', (_what, modelId, expected) => {
    expect(read('InvokeModel', { params: { modelId } })).toMatchObject({ modelId: expected, labels: {} });
  });

  it('has the labels that name no model apart', () => {
    const params = { guardrailIdentifier: GUARDRAIL_ARN.split('/'), guardrailVersion: 'DRAFT' };
    const call = read('ApplyGuardrail', { params });
    expect(call).toMatchObject({ labels: { guardrailIdentifier: GUARDRAIL_ARN, guardrailVersion: 'DRAFT' } });
    expect(call).not.toHaveProperty('modelId');
  });

  it('has the query parameters that the operation knows, decoded once, and no others', () => {
    const query = '?maxResults=5&nextToken=a%2Bb%253D&type=&x=1&x=2&MaxResults=9&__proto__=1';
    expect(read('ListInferenceProfiles', { query })).toMatchObject({
      query: { maxResults: '5', nextToken: 'a+b%3D', type: '' },
    });
    expect(read('Converse', { params: { modelId: NOVA }, query })).toMatchObject({ query: {} });
  });

  it('has the headers that may go to Bedrock, and no others', () => {
    const headers = {
      'content-type': 'application/json',
      accept: '*/*',
      'x-amzn-bedrock-trace': 'ENABLED',
      'x-amzn-bedrock-guardrailidentifier': 'abc123',
      authorization: 'Bearer SECRET',
      cookie: 'SECRET',
      host: 'gateway',
      'x-amz-security-token': 'SECRET',
      'x-amz-target': 'x',
      'x-routing-method': 'vpn',
      'x-forwarded-for': '10.0.0.1',
      'user-agent': 'aws-sdk-js',
      'content-length': '5',
      'content-encoding': 'gzip',
      'transfer-encoding': 'chunked',
      'set-cookie': ['a', 'b'],
    };
    expect(read('InvokeModel', { params: { modelId: NOVA }, headers })).toMatchObject({
      headers: {
        'content-type': 'application/json',
        accept: '*/*',
        'x-amzn-bedrock-trace': 'ENABLED',
        'x-amzn-bedrock-guardrailidentifier': 'abc123',
      },
    });
    const { headers: passed } = read('InvokeModel', { params: { modelId: NOVA }, headers }) as { headers: object };
    expect(Object.keys(passed)).toHaveLength(4);
  });
});
