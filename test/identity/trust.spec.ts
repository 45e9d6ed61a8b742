import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { beginFederated, type FederatedOptions } from './begin-federated.js';
import { askAs, openedFor } from './opened-for.js';

/** A gateway whose tokens are signed by STS of GovCloud. */
const BY_STS = { GATEWAY_WEB_IDENTITY_KMS_KEY_ID: undefined, GATEWAY_WEB_IDENTITY_ISSUER: undefined };

describe('the commercial account believes', () => {
  it.each<readonly [string, FederatedOptions]>([
    ['no other issuer', { env: { GATEWAY_WEB_IDENTITY_ISSUER: 'https://identity.example/another' } }],
    ['no token for another audience', { env: { GATEWAY_WEB_IDENTITY_AUDIENCE: 'somebody-else' } }],
    ['no other gateway', { env: { GATEWAY_WEB_IDENTITY_SUBJECT: 'another-gateway' } }],
    ['nobody about another role', { env: { GATEWAY_BEDROCK_ROLE_ARN: 'arn:aws:iam::123456789012:role/admin' } }],
    ['no key that is not in the key set', { identity: { trust: { keys: new Map() } } }],
    ['no token of GovCloud’s STS, as AWS has it today', { env: BY_STS }],
  ])('%s', async (_, options) => {
    const { system, identity } = await beginFederated(options);
    await expectProblem(await askAs(system, 'alice'), 503, 'ServiceUnavailableException');
    expect(identity.requests('internetSts')).toBe(1);
    expect(identity.opened('internet')).toEqual([]);
  });

  it('tokens of GovCloud’s STS where AWS takes them: then there are no session tags', async () => {
    const { system, identity } = await beginFederated({ env: BY_STS, identity: { trust: { takesTokensOfSts: true } } });
    expect((await askAs(system, 'alice')).status).toBe(200);
    expect(identity.requests('kms')).toBe(0);
    expect(openedFor(identity, 'internet')).toMatchObject([
      { subject: 'arn:aws-us-gov:iam::123456789012:role/gateway', tags: {} },
    ]);
  });

  it('nobody whose signature KMS does not know', async () => {
    const keys = [{ accessKeyId: 'sandbox', secretAccessKey: 'another' }];
    const { system, identity } = await beginFederated({ identity: { keys } });
    await expectProblem(await askAs(system, 'alice'), 503, 'ServiceUnavailableException');
    expect(identity.requests('internetSts')).toBe(0);
  });
});
