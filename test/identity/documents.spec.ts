import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import { Command } from '../support/command.js';
import { beginFederated } from './begin-federated.js';
import { askAs } from './opened-for.js';

interface Documents {
  readonly '.well-known/openid-configuration': { readonly jwks_uri: string };
  readonly 'keys.json': { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] };
}

it('the commercial account believes the gateway by the documents that the command prints, and not before', async () => {
  // What STS finds at the issuer's URL: nothing, at first.
  const keys = new Map<string, KeyObject>();
  const { system, identity } = await beginFederated({ identity: { trust: { keys } } });
  expect((await askAs(system, 'alice')).status).toBe(503);

  const env = {
    AWS_ENDPOINT_URL_KMS: identity.urls.kms,
    AWS_REGION: 'us-gov-west-1',
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  };
  const args = ['--issuer', identity.trust.issuer, '--key', identity.keyId];
  await using command = Command.node('apps/gateway/dist/identity-documents.js', args, env);
  const { exitCode, stdout, stderr } = await command.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const documents = JSON.parse(stdout) as Documents;
  expect(documents['.well-known/openid-configuration'].jwks_uri).toBe('https://identity.example/gateway/keys.json');

  for (const { kid, ...key } of documents['keys.json'].keys) keys.set(kid, createPublicKey({ key, format: 'jwk' }));
  expect((await askAs(system, 'bob')).status).toBe(200);
});
