import type { SignedRequest } from '../bedrock/verify-sigv4.js';
import { textAt } from '../json/json-object.js';
import { checkIdentityToken } from './check-identity-token.js';
import type { CommercialTrust } from './commercial-trust.js';
import type { IdentityService, WireAnswer } from './identity-listener.js';
import { IdentityProblem } from './identity-problem.js';
import type { IssuedSessions } from './issued-sessions.js';
import { readSessionTags } from './read-session-tags.js';
import { errorXml, resultXml } from './sts-xml.js';

/** A session that was opened, and what STS learned about whom it is for. */
export interface OpenedSession {
  readonly sessionName: string;
  readonly subject: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
}

/** Source: STS API reference, `AssumeRoleWithWebIdentity`. */
const sessionName = /^[\w+=,.@-]{2,64}$/;
const leastSeconds = 900;
/** What the role in infra/commercial allows. */
const mostSeconds = 3600;
const defaultSeconds = 3600;

/** Plays STS of the commercial partition as one route reaches it: `AssumeRoleWithWebIdentity` for one role. */
export class CommercialSts implements IdentityService {
  readonly opened: OpenedSession[] = [];

  constructor(
    private readonly trust: CommercialTrust,
    private readonly sessions: IssuedSessions,
    private readonly nowEpochMs: () => number,
  ) {}

  answer({ body, headers }: SignedRequest): WireAnswer {
    const form = new URLSearchParams(body.toString('utf8'));
    if (form.get('Action') !== 'AssumeRoleWithWebIdentity')
      throw new IdentityProblem('InvalidAction', 'No such action.');
    // The call is public: one that is signed shows credentials of another partition to this one.
    if (headers.has('authorization')) throw new IdentityProblem('IncompleteSignature', 'This call is not signed.');
    const { name, seconds } = readForm(form);
    const { trust } = this;
    const claims = checkIdentityToken(form.get('WebIdentityToken') ?? '', trust, this.nowEpochMs());
    if (form.get('RoleArn') !== trust.roleArn) throw new IdentityProblem('AccessDenied', 'The role does not trust it.');
    const session = this.sessions.issue(this.nowEpochMs() + seconds * 1000);
    const subject = textAt(claims, 'sub') ?? '';
    this.opened.push({ sessionName: name, subject, tags: readSessionTags(claims), accessKeyId: session.accessKeyId });
    return resultXml('AssumeRoleWithWebIdentity', {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: new Date(session.expiresAtEpochMs).toISOString(),
      },
      SubjectFromWebIdentityToken: subject,
      Audience: textAt(claims, 'aud') ?? '',
    });
  }

  refuse(problem: IdentityProblem): WireAnswer {
    return errorXml(problem);
  }
}

function readForm(form: URLSearchParams): { readonly name: string; readonly seconds: number } {
  const name = form.get('RoleSessionName') ?? '';
  const seconds = Number(form.get('DurationSeconds') ?? defaultSeconds);
  const isFair = sessionName.test(name) && seconds >= leastSeconds && seconds <= mostSeconds;
  if (!isFair) throw new IdentityProblem('ValidationError', 'RoleSessionName or DurationSeconds is not valid.');
  return { name, seconds };
}
