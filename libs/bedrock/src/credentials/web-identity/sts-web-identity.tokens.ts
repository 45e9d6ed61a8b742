import { GetWebIdentityTokenCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Principal } from '../principal.js';
import { tagsOf } from './session-tags.js';
import { WebIdentityTokens } from './web-identity-tokens.js';

/** Five minutes, STS's own default. */
const LIFETIME_S = 300;

/**
 * Tokens that STS of the gateway's own partition writes and signs: `sub` is the role of this process.
 *
 * AWS does not take them for `AssumeRoleWithWebIdentity` (see `SignedBySts`), and its tags are no session tags there.
 * Owns the client: `close` ends its sockets.
 */
export class StsWebIdentityTokens extends WebIdentityTokens {
  constructor(
    private readonly client: STSClient,
    private readonly audience: string,
  ) {
    super();
  }

  override async issue(principal: Principal | undefined, signal: AbortSignal): Promise<string> {
    const tags = [...tagsOf(principal)].map(([Key, Value]) => ({ Key, Value }));
    const { WebIdentityToken: token = '' } = await this.client.send(
      new GetWebIdentityTokenCommand({
        Audience: [this.audience],
        SigningAlgorithm: 'RS256',
        DurationSeconds: LIFETIME_S,
        ...(tags.length > 0 && { Tags: tags }),
      }),
      { abortSignal: signal },
    );
    return token;
  }

  override close(): void {
    this.client.destroy();
  }
}
