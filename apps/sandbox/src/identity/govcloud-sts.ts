import { randomUUID } from 'node:crypto';
import type { SignedRequest } from '../bedrock/verify-sigv4.js';
import { checkCaller } from './check-caller.js';
import type { IdentityService, WireAnswer } from './identity-listener.js';
import { IdentityProblem } from './identity-problem.js';
import type { GovCloudAccount } from './kms-stand-in.js';
import type { SigningKey } from './signing-key.js';
import { errorXml, resultXml } from './sts-xml.js';

/** What `iss` says in the tokens of an account; AWS makes one up when the account turns federation on. */
export const govCloudIssuer = 'https://sandbox-0000.tokens.sts.us-gov-west-1.api.aws';

const defaultSeconds = 300;

/** Plays STS of GovCloud: `GetWebIdentityToken`, for callers whose signature is right. */
export class GovCloudSts implements IdentityService {
  constructor(
    private readonly key: SigningKey,
    private readonly account: GovCloudAccount,
  ) {}

  answer(request: SignedRequest): WireAnswer {
    const { keys, region, nowEpochMs } = this.account;
    checkCaller(request, keys, { service: 'sts', region, nowEpochMs: nowEpochMs() });
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (form.get('Action') !== 'GetWebIdentityToken') throw new IdentityProblem('InvalidAction', 'No such action.');
    const audience = form.get('Audience.member.1');
    const isWanted = audience !== null && form.get('SigningAlgorithm') === 'RS256';
    if (!isWanted) throw new IdentityProblem('ValidationError', 'Audience and SigningAlgorithm RS256 are needed.');
    return this.#tokenFor(audience, form);
  }

  refuse(problem: IdentityProblem): WireAnswer {
    return errorXml(problem);
  }

  #tokenFor(audience: string, form: URLSearchParams): WireAnswer {
    const issuedAtEpochS = Math.floor(this.account.nowEpochMs() / 1000);
    const expiresAtEpochS = issuedAtEpochS + Number(form.get('DurationSeconds') ?? defaultSeconds);
    const claims = {
      iss: govCloudIssuer,
      aud: audience,
      sub: `arn:aws-us-gov:iam::${this.account.accountId}:role/gateway`,
      iat: issuedAtEpochS,
      exp: expiresAtEpochS,
      jti: randomUUID(),
      'https://sts.amazonaws.com/': { aws_account: this.account.accountId, request_tags: tagsIn(form) },
    };
    const unsigned = [{ alg: 'RS256', typ: 'JWT', kid: this.key.id }, claims].map(encode).join('.');
    const token = `${unsigned}.${this.key.signText(unsigned).toString('base64url')}`;
    const expiration = new Date(expiresAtEpochS * 1000).toISOString();
    return resultXml('GetWebIdentityToken', { WebIdentityToken: token, Expiration: expiration });
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function tagsIn(form: URLSearchParams): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (let at = 1; form.has(`Tags.member.${at}.Key`); at += 1) {
    tags[form.get(`Tags.member.${at}.Key`) ?? ''] = form.get(`Tags.member.${at}.Value`) ?? '';
  }
  return tags;
}
