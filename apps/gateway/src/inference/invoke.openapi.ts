import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../problems/problem.openapi.js';
import { InvokeRequestDto } from './invoke-request.dto.js';

const CLAUDE = 'us.anthropic.claude-opus-4-1-20250805-v1:0';
const CLAUDE_BODY = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'Hello' }],
};
const EXAMPLES = {
  claude: { summary: 'Claude Opus 4.1', value: { modelId: CLAUDE, body: CLAUDE_BODY } },
  nova: {
    summary: 'Nova Premier',
    value: {
      modelId: 'us.amazon.nova-premier-v1:0',
      body: { messages: [{ role: 'user', content: [{ text: 'Hello' }] }], inferenceConfig: { maxTokens: 64 } },
    },
  },
  llama: {
    summary: 'Llama 4 Scout',
    value: { modelId: 'us.meta.llama4-scout-17b-instruct-v1:0', body: { prompt: 'Hello', max_gen_len: 64 } },
  },
};

/** Headers that say something about the way of a request; each may be left out. */
export const ApiRoutingHeaders = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'X-Routing-Method',
      required: false,
      schema: { type: 'string', enum: ['auto', 'internet', 'vpn'] },
    }),
    ApiHeader({ name: 'X-Routing-Fallback', required: false, schema: { type: 'string', enum: ['allow', 'deny'] } }),
    ApiHeader({ name: 'X-Data-Classification', required: false, schema: { type: 'string', example: 'internal' } }),
    ApiHeader({ name: 'X-Request-Timeout-Ms', required: false, schema: { type: 'integer', minimum: 1 } }),
    ApiHeader({
      name: 'X-Request-ID',
      required: false,
      schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
    }),
  );

const ApiEnvelope = (): MethodDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiRoutingHeaders(),
    ApiBody({ type: InvokeRequestDto, examples: EXAMPLES }),
    ApiProblems(400, 401, 403, 404, 408, 413, 415, 424, 429, 500, 502, 503, 504),
  );

/** Documents one answer in one piece. */
export const ApiInvoke = (): MethodDecorator =>
  applyDecorators(
    ApiEnvelope(),
    ApiOperation({ summary: 'Call a model', description: "The answer is the model's own body, byte for byte." }),
    ApiResponse({ status: 200, description: "The model's own answer.", schema: { type: 'object' } }),
  );

/** Documents a streamed answer. */
export const ApiInvokeStream = (): MethodDecorator =>
  applyDecorators(
    ApiEnvelope(),
    ApiOperation({
      summary: 'Call a model and stream its answer',
      description:
        'Server-sent events, one `data` line per chunk, `event: end` last or `event: error` with nothing behind it. ' +
        "With `Accept: application/vnd.amazon.eventstream`, Bedrock's own frames byte for byte.",
    }),
    // Not `ApiProduces`: that would go for the errors as well, which are JSON here as everywhere.
    ApiResponse({
      status: 200,
      description: 'The stream.',
      content: {
        'text/event-stream': { schema: { type: 'string' } },
        'application/vnd.amazon.eventstream': { schema: { type: 'string', format: 'binary' } },
      },
    }),
  );
