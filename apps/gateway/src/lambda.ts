import 'reflect-metadata';
import type { Context } from 'aws-lambda';
import { InvocationError } from './lambda/errors.js';
import { guardProcess } from './logs/guard-process.js';
import type { ResponseStream } from './lambda/response-sink.js';
import { startLambdaGateway } from './lambda/start-lambda-gateway.js';

guardProcess((error) => error instanceof InvocationError);

/**
 * The application, built while the environment starts. What keeps it from starting ends the start: the runtime reports
 * it, once, and the platform tries again with the next invocation.
 */
const gateway = await startLambdaGateway();

/** For REST APIs with streamed integrations (`responseTransferMode: STREAM`), and for the sibling function. */
export const streamHandler = awslambda.streamifyResponse(
  (event: unknown, stream: ResponseStream, context: Context): Promise<void> => gateway.stream(event, stream, context),
);

/** For answers in one piece: REST APIs without streaming, load balancers; and for the sibling function. */
export const handler = (event: unknown, context: Context): Promise<object> => gateway.answer(event, context);
