import 'reflect-metadata';
import type { Context } from 'aws-lambda';
import { loadGatewayConfig } from './config/gateway-config.js';
import { LambdaGateway } from './lambda/lambda-gateway.js';
import type { ResponseStream } from './lambda/response-sink.js';

/**
 * The application, built while the environment starts. What keeps it from starting ends the start: the runtime reports
 * it, once, and the platform tries again with the next invocation.
 */
const gateway = await LambdaGateway.start(loadGatewayConfig());

/** For REST APIs with streamed integrations (`responseTransferMode: STREAM`), and for the sibling function. */
export const streamHandler = awslambda.streamifyResponse(
  (event: unknown, stream: ResponseStream, context: Context): Promise<void> => gateway.stream(event, stream, context),
);

/** For answers in one piece: REST APIs without streaming, load balancers; and for the sibling function. */
export const handler = (event: unknown, context: Context): Promise<object> => gateway.answer(event, context);
