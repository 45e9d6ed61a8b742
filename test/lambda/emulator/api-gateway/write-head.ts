import type { ServerResponse } from 'node:http';
import type { AnswerHead } from './answer-head.js';
import type { ReceivedRequest } from './received-request.js';
import { remapHeaders, type HeaderList } from './remap-headers.js';

/** Writes the head of an answer; without a length the body is sent in chunks. */
export type WriteHead = (response: ServerResponse, head: AnswerHead, contentLength?: number) => void;

/** Heads with what API Gateway adds to every answer. */
export function headWriterFor(request: ReceivedRequest): WriteHead {
  return (response, head, contentLength) => {
    const given = remapHeaders(head.headers);
    const hasType = given.some(([name]) => name.toLowerCase() === 'content-type');
    const added: HeaderList = [
      ...(hasType ? [] : [['Content-Type', 'application/json'] as const]),
      ...(contentLength === undefined ? [] : [['Content-Length', String(contentLength)] as const]),
      ['x-amzn-RequestId', request.requestId],
      ['x-amz-apigw-id', request.extendedRequestId],
    ];
    response.writeHead(head.statusCode, [...given, ...added].flat());
  };
}
