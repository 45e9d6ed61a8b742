import {
  address,
  attempts,
  count,
  flag,
  frames,
  id,
  method,
  milliseconds,
  modelId,
  name,
  oneOf,
  pathTemplate,
  variable,
  word,
  type LogKind,
} from './log-values.js';
import { problemType } from './problem-type.js';

/** The members of one kind of line, each with what it may be. */
export type LogFields = Readonly<Record<string, LogKind>>;

/** What is said about an error that the gateway knows: words of its own. */
const KNOWN_ERROR = { code: word, kind: word, reason: word };

/** What is said about any other: what it is by a closed list of names, and where in the code it happened. */
const FOREIGN_ERROR = { error: word, errno: word, stack: frames };

/**
 * Everything that the log can say: the events, and of each the members that may be in a line. What is not in here is not
 * written, whoever says it. To log something new is to add it here.
 */
export const LOG_EVENTS: Readonly<Record<string, LogFields>> = {
  /** A request that came to an error, its refusal included. */
  problem: {
    requestId: id,
    upstreamRequestId: id,
    status: count,
    type: problemType,
    attempts,
    subject: name,
    tenant: name,
    refused: count,
    ...KNOWN_ERROR,
    ...FOREIGN_ERROR,
  },
  /** A request is over. One line for each, where the operator wants it. */
  request: {
    requestId: id,
    upstreamRequestId: id,
    subject: name,
    tenant: name,
    operation: word,
    modelId,
    status: count,
    type: problemType,
    outcome: oneOf('complete', 'partial', 'client-gone', 'failed', 'refused'),
    streamed: flag,
    requestedRoute: oneOf('auto', 'internet', 'vpn'),
    route: oneOf('internet', 'vpn'),
    attempts,
    latencyMs: milliseconds,
    firstByteMs: milliseconds,
    requestBytes: count,
    responseBytes: count,
    inputTokens: count,
    outputTokens: count,
  },
  /** The authorizer let a request not through. */
  authorization: {
    requestId: id,
    lambdaRequestId: id,
    method,
    resource: pathTemplate,
    sourceIp: address,
    outcome: oneOf('refused', 'failed'),
    source: variable,
    cause: word,
    ...KNOWN_ERROR,
    ...FOREIGN_ERROR,
  },
  'peer-call-failed': { requestId: id, ...KNOWN_ERROR, ...FOREIGN_ERROR },
  'model-lookup-failed': { ...KNOWN_ERROR, ...FOREIGN_ERROR },
  /** Keys could not be read anew; those from before stay in use. */
  'token-keys-old': { source: variable, ...KNOWN_ERROR, ...FOREIGN_ERROR },
  /** A rotation came to an end before its end, and what became of it. */
  'rotation-failed': {
    rotation: oneOf('token', 'bedrock-key'),
    step: oneOf('create', 'test', 'finish'),
    outcome: oneOf('rolled-back', 'unfinished'),
    cause: word,
    ...KNOWN_ERROR,
    ...FOREIGN_ERROR,
  },
  /** Bedrock is called with a key that stays good until somebody takes it away. */
  'long-lived-key': { kind: oneOf('access-key', 'api-key'), ageDays: count },
  /** A variable changes nothing beside another one. */
  'setting-without-effect': { variable },
  /** Another split of `auto` is in force; without numbers, the configured order is. */
  'traffic-changed': { version: count, internet: count, vpn: count },
  /** The stored split is none; the one from before stays in force. */
  'traffic-invalid': {},
  /** The split cannot be read; the one from before stays in force. */
  'traffic-unreadable': { ...KNOWN_ERROR, ...FOREIGN_ERROR },
  'tls-renewed': {},
  /** Renewed certificate files cannot be used; the certificate from before stays in use. */
  'tls-renewal-failed': { ...KNOWN_ERROR, ...FOREIGN_ERROR },
  /** The process ends because of an error that nobody has caught. */
  crashed: { origin: oneOf('uncaughtException', 'unhandledRejection'), ...FOREIGN_ERROR },
  /** An error that not even the filter for errors could answer. */
  unanswered: { requestId: id, ...FOREIGN_ERROR },
  /** Node warns. */
  'node-warning': { warning: word, errno: word },
  /** A library wrote to the console. What, is not told. */
  'foreign-output': { method: word },
  /** Somebody logged what is not in this list: Nest or a library, as a rule. */
  unlisted: { ...FOREIGN_ERROR },
};
