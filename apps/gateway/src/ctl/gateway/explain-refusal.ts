import { CtlError } from '../ctl.error.js';
import { harmless } from '../terminal/terminal.js';
import { readAnswer } from './read-answer.js';

/** What the gateway said no with, of either kind of path. */
export interface Refusal {
  readonly status: number;
  /** e.g. `ThrottlingException`. */
  readonly type: string;
  readonly message: string;
  readonly requestId?: string;
  /** What is wrong with which part of the request, e.g. `to is more than 31 days after from`; empty where nothing is. */
  readonly details: string;
  /** e.g. `internet:unreachable,vpn:ok`; empty where no route was tried. */
  readonly attempts: string;
}

const MOST_CHARACTERS = 300;

/** Reads the answer of a gateway that refused, whatever kind of path it was. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const { status, headers } = response;
  const document = (await readAnswer(response).catch(() => ({}))) as {
    readonly message?: unknown;
    readonly error?: { readonly type?: unknown; readonly message?: unknown; readonly details?: unknown };
  };
  const [type = ''] = (headers.get('x-amzn-errortype') ?? text(document.error?.type)).split(':');
  const requestId = headers.get('x-request-id');
  return {
    status,
    type: harmless(type).slice(0, MOST_CHARACTERS),
    message: harmless(text(document.error?.message) || text(document.message)).slice(0, MOST_CHARACTERS),
    details: describeDetails(document.error?.details),
    attempts: harmless(headers.get('x-routing-attempts') ?? '').slice(0, MOST_CHARACTERS),
    ...(requestId !== null && { requestId: harmless(requestId) }),
  };
}

/** The refusal as the error that ends the command, with what to do next. */
export async function explainRefusal(response: Response): Promise<CtlError> {
  const refusal = await readRefusal(response);
  const { status, message } = refusal;
  // Why, the gateway tells nobody but its log; whoever may read the token secret can find out.
  if (status === 401) return new CtlError('not-allowed', 'The gateway does not take the token', 'ctl token inspect - says why; ctl token issue makes another'); // prettier-ignore
  if (status === 403) return new CtlError('not-allowed', `The gateway does not allow it: ${message}`, 'ctl token issue with the permission, route, model and data class that it needs'); // prettier-ignore
  return new CtlError('failed', describeRefusal(refusal), nextStep(refusal));
}

/** One line about a refusal. */
export function describeRefusal({ status, type, message, details, attempts, requestId }: Refusal): string {
  const what = details === '' ? message : `${message}: ${details}`;
  const tried = attempts === '' ? '' : `; tried ${attempts}`;
  const id = requestId === undefined ? '' : `; request ${requestId}`;
  return `The gateway answers ${status} ${type}: ${what}${tried}${id}`;
}

function nextStep({ status, type, attempts, requestId }: Refusal): string {
  if (type === 'UnknownOperationException')
    return 'this gateway has no such operation: is it of the version of this ctl? ctl status';
  if (status === 429) return 'wait, then try again; docs/operations.md#bedrock-throttles';
  if (attempts.endsWith(':bad-request')) return 'ctl models lists what can be called';
  if (attempts === '' && status < 500) return 'ctl help, with the verb behind it';
  return requestId === undefined ? 'ctl doctor' : `ctl doctor, or ctl audit show ${requestId}`;
}

/** Details are names of parts with texts of the gateway's own. */
function describeDetails(details: unknown): string {
  if (typeof details !== 'object' || details === null) return '';
  const parts = Object.entries(details).flatMap(([name, what]: [string, unknown]) =>
    typeof what === 'string' || typeof what === 'number' ? [`${name} ${what}`] : [],
  );
  return harmless(parts.join('; ')).slice(0, MOST_CHARACTERS);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
