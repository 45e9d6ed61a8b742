import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { clientOf, startAws } from '../../testing/scripted-aws.js';
import { StsWebIdentityTokens } from './sts-web-identity.tokens.js';

const { signal } = new AbortController();
const ANSWER = `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>
<WebIdentityToken>a.b.c</WebIdentityToken></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`;

async function ask(principal?: { readonly subject: string; readonly tenant?: string }) {
  await using sts = await startAws(() => ({ status: 200, body: ANSWER }));
  const tokens = new StsWebIdentityTokens(new STSClient(clientOf(sts)), 'gateway-audience');
  const token = await tokens.issue(principal, signal);
  tokens.close();
  return { token, form: Object.fromEntries(new URLSearchParams(sts.asked[0]?.body)) };
}

describe('a token that STS signs', () => {
  it('is asked for with the audience, and tags for whom it is', async () => {
    const { token, form } = await ask({ subject: 'alice', tenant: 'dept-a' });
    expect(token).toBe('a.b.c');
    expect(form).toEqual({
      Action: 'GetWebIdentityToken',
      Version: '2011-06-15',
      'Audience.member.1': 'gateway-audience',
      DurationSeconds: '300',
      SigningAlgorithm: 'RS256',
      'Tags.member.1.Key': 'tenant',
      'Tags.member.1.Value': 'dept-a',
      'Tags.member.2.Key': 'subject',
      'Tags.member.2.Value': 'alice',
    });
  });

  it('has no tags where the gateway asks for itself', async () => {
    const { form } = await ask();
    expect(Object.keys(form).filter((name) => name.startsWith('Tags'))).toEqual([]);
  });
});
