import { randomUUID } from 'node:crypto';
import { BedrockProblem } from '../bedrock/bedrock-problem.js';
import type { BedrockErrorName } from '../bedrock/bedrock-problem.js';
import { verifySigV4 } from '../bedrock/verify-sigv4.js';
import type { AccessKey } from '../bedrock/verify-sigv4.js';
import { acceptHttp1 } from '../http/dual-protocol.js';
import { splitTarget } from '../http/http-messages.js';
import type { HttpRequest, HttpResponse } from '../http/http-messages.js';
import { LoopbackListener } from '../http/loopback-listener.js';
import { readBody } from '../http/read-body.js';
import { element, iamOperations } from './iam-operations.js';
import { IamProblem, iamStatus } from './iam-problem.js';
import type { IamErrorName } from './iam-problem.js';
import type { IamUser } from './iam-user.js';

/** Source: IAM API reference, the namespace and the version of its Query protocol. */
const namespace = 'https://iam.amazonaws.com/doc/2010-05-08/';
const maxBodyBytes = 16 * 1024;

/** IAM's names for what can be wrong with a signature. */
const signatureProblems: Readonly<Partial<Record<BedrockErrorName, IamErrorName>>> = {
  IncompleteSignatureException: 'IncompleteSignature',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

/** Whose requests are heard, and by which clock. */
export interface IamAuthority {
  readonly accessKey: AccessKey;
  readonly nowEpochMs: () => number;
}

/** Plays IAM of the commercial partition (Query protocol) on one port of the loopback address. It verifies signatures. */
export class IamStandIn {
  readonly listener: LoopbackListener;

  constructor(
    private readonly user: IamUser,
    private readonly authority: IamAuthority,
    port: number,
  ) {
    const accept = acceptHttp1((request, response) => void this.#serve(request, response));
    this.listener = new LoopbackListener('IAM', port, accept);
  }

  async #serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    const body = await readBody(request, maxBodyBytes);
    if (body === 'incomplete') return;
    try {
      if (body === 'too-long') throw new IamProblem('ValidationError', 'The request is too long.');
      this.#verify(request, body);
      send(response, 200, this.#answer(new URLSearchParams(body.toString())));
    } catch (error) {
      const { code, message } = error instanceof IamProblem ? error : new IamProblem('ServiceFailure', 'Failed.');
      const details = `${element('Type', 'Sender')}${element('Code', code)}${element('Message', message)}`;
      const requestId = element('RequestId', randomUUID());
      send(
        response,
        iamStatus[code],
        `<ErrorResponse xmlns="${namespace}"><Error>${details}</Error>${requestId}</ErrorResponse>`,
      );
    }
  }

  #verify(request: HttpRequest, body: Buffer): void {
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (!headers.has('authorization'))
      throw new IamProblem('MissingAuthenticationToken', 'Missing Authentication Token');
    const signed = { method: request.method ?? '', ...splitTarget(request), headers, body };
    const scope = { region: 'us-east-1', service: 'iam', nowEpochMs: this.authority.nowEpochMs() };
    try {
      verifySigV4(signed, [this.authority.accessKey], scope);
    } catch (error) {
      if (!(error instanceof BedrockProblem)) throw error;
      throw new IamProblem(signatureProblems[error.code] ?? 'SignatureDoesNotMatch', error.message);
    }
  }

  #answer(fields: URLSearchParams): string {
    const action = fields.get('Action') ?? '';
    const operation = Object.hasOwn(iamOperations, action) ? iamOperations[action] : undefined;
    if (operation === undefined) throw new IamProblem('InvalidAction', 'The action is not known.');
    const result = operation(this.user, fields);
    const metadata = `<ResponseMetadata>${element('RequestId', randomUUID())}</ResponseMetadata>`;
    const inner = result === undefined ? '' : `<${action}Result>${result}</${action}Result>`;
    return `<${action}Response xmlns="${namespace}">${inner}${metadata}</${action}Response>`;
  }
}

function send(response: HttpResponse, status: number, xml: string): void {
  const bytes = Buffer.from(xml);
  response.statusCode = status;
  response.setHeader('content-type', 'text/xml');
  response.setHeader('content-length', String(bytes.length));
  response.end(bytes);
}
