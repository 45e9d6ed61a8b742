import { AssumeRoleWithWebIdentityCommand, STSClient, type Credentials } from '@aws-sdk/client-sts';
import type { BedrockConnection } from '../../connection/bedrock-connection.js';
import { resolveStsEndpoint } from '../../connection/sts-endpoint.js';
import { CredentialsUnavailableError } from '../../errors.js';
import { explainStsFailure } from './explain-sts-failure.js';
import type { OpenSession, RoleSession } from './role-session.js';
import { RouteRequestHandler } from './route-request.handler.js';
import { nameSession } from './session-name.js';
import type { WebIdentityTokens } from './web-identity-tokens.js';

/** As long as a role gives by default; the one in infra/commercial gives no more. */
const SESSION_S = 3_600;

/**
 * Makes the function that opens sessions for one route, over that route's own sockets.
 *
 * The call carries no AWS identity: the token in it is all that STS looks at. It is sent once.
 *
 * @throws {ConnectionOptionsInvalidError} if the connection has no STS endpoint and may not use the public one.
 */
export function createSessionOpener(
  connection: BedrockConnection,
  tokens: WebIdentityTokens,
  roleArn: string,
): OpenSession {
  const { origin, region } = resolveStsEndpoint(connection.options);
  const requestHandler = new RouteRequestHandler(connection, origin);
  const client = new STSClient({ region, endpoint: origin, maxAttempts: 1, requestHandler });
  return async (principal, signal) => {
    const token = await issue(() => tokens.issue(principal, signal));
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn,
      RoleSessionName: nameSession(principal),
      WebIdentityToken: token,
      DurationSeconds: SESSION_S,
    });
    const answer = await client.send(command, { abortSignal: signal }).catch(explainStsFailure);
    return sessionOf(answer.Credentials);
  };
}

async function issue(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    throw new CredentialsUnavailableError('no identity token could be signed', error);
  }
}

function sessionOf(given: Credentials | undefined): RoleSession {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
  const expiresAtEpochMs = given?.Expiration?.getTime() ?? NaN;
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(expiresAtEpochMs)) {
    throw new CredentialsUnavailableError('the answer of STS is incomplete', undefined, 'this-route');
  }
  return { credentials: { kind: 'access-key', accessKeyId, secretAccessKey, sessionToken }, expiresAtEpochMs };
}
