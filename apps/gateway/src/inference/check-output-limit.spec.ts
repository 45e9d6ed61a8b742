import type { BedrockOperation } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { checkOutputLimit } from './check-output-limit.js';

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';

function check(text: string | Uint8Array, operation: BedrockOperation = 'InvokeModel', modelId = HAIKU): void {
  checkOutputLimit({ operation, modelId, headers: {}, body: Buffer.from(text) }, 4_096);
}

/** What is wrong with a limit at this place. */
const refusing = (field: string): unknown =>
  expect.objectContaining({ code: 'OUTPUT_LIMIT_REFUSED', field, maxOutputTokens: 4_096 });

/** A body with a limit in it, where `#` stands for its value. */
const PLACES: readonly [field: string, body: string][] = [
  ['max_tokens', '{"messages":[],"max_tokens":#}'],
  ['max_completion_tokens', '{"max_completion_tokens":#,"messages":[]}'],
  ['max_tokens_to_sample', '{"prompt":"","max_tokens_to_sample":#}'],
  ['max_gen_len', '{"prompt":"","max_gen_len":#}'],
  ['max_new_tokens', '{"max_new_tokens":#}'],
  ['maxTokens', '{"prompt":"","maxTokens":#}'],
  ['maxOutputTokens', '{"inputPrompt":"","maxOutputTokens":#}'],
  ['inferenceConfig.maxTokens', '{"inferenceConfig":{"topP":1,"maxTokens":#}}'],
  ['inferenceConfig.max_new_tokens', '{ "inferenceConfig" :\n{ "max_new_tokens" :\t# } }'],
  ['textGenerationConfig.maxTokenCount', '{"textGenerationConfig":{"maxTokenCount":#}}'],
  ['parameters.max_new_tokens', '{"inputs":"","parameters":{"max_new_tokens":#}}'],
  ['additionalModelRequestFields.max_tokens', '{"additionalModelRequestFields":{"max_tokens":#}}'],
  [
    'additionalModelRequestFields.inferenceConfig.maxTokens',
    '{"additionalModelRequestFields":{"inferenceConfig":{"maxTokens":#}}}',
  ],
];

/** The same, written so that somebody may miss it. */
const DISGUISED: typeof PLACES = [
  ['max_tokens', '{"max\\u005ftokens":#}'],
  ['inferenceConfig.maxTokens', '{"inference\\u0043onfig":{"\\u006daxTokens":#}}'],
  ['max_gen_len', '{"max_tokens":1,"max_gen_len":#}'],
];

const TOO_MANY = ['4097', '1e9', '1e400', '99999999999999999999', '4096.5', '64.5', '0', '-0', '-1', '-4096', '0.5'];
const NO_NUMBERS = ['"5"', '"4097"', '"NaN"', '"1e9"', '""', 'null', 'true', '[]', '[5]', '{}', '{"max_tokens":5}'];

describe.each([...PLACES, ...DISGUISED])('%s in %s', (field, body) => {
  it.each(TOO_MANY)('may not be %s where the ceiling is 4096', (value) => {
    expect(() => check(body.replace('#', value))).toThrow(refusing(field));
  });

  it.each(NO_NUMBERS)('may not be %s, which is no number', (value) => {
    expect(() => check(body.replace('#', value))).toThrow(refusing(field));
  });

  it.each(['1', '4096', '64.0', '4e3'])('may be %s where the ceiling is 4096', (value) => {
    expect(() => check(body.replace('#', value))).not.toThrow();
  });
});

describe('the limits of a body', () => {
  it.each([
    ['in a prompt', '{"max_tokens":1,"messages":[{"role":"user","content":"{\\"max_tokens\\":99999}"}]}'],
    ['in the input of a tool', '{"max_tokens":1,"messages":[{"content":[{"input":{"max_tokens":99999}}]}]}'],
    ['in the schema of a tool', '{"max_tokens":1,"tools":[{"input_schema":{"properties":{"maxTokens":{}}}}]}'],
    ['under a name that only looks like one', '{"max_tokens":1,"maximum_tokens":99999,"MAX_TOKENS":99999}'],
    ['under a name that every object has', '{"max_tokens":1,"__proto__":{"max_tokens":99999}}'],
    ['deeper than any model looks', '{"parameters":{"parameters":{"parameters":{"max_tokens":99999}},"max_tokens":1}}'],
  ])('are not what stands %s', (_what, text) => {
    expect(() => check(text)).not.toThrow();
  });

  it.each([
    ['max_tokens', '{"max_tokens":1,"max_tokens":4097}'],
    ['max_tokens', '{"max_tokens":4097,"max_tokens":1}'],
    ['max_tokens', '{"max_tokens":1,"max\\u005ftokens":1}'],
    ['inferenceConfig', '{"inferenceConfig":{"maxTokens":1},"inferenceConfig":{"maxTokens":4097}}'],
    ['inferenceConfig', '{"inferenceConfig":{"maxTokens":1},"inferenceConfig":{}}'],
    ['inferenceConfig', '{"inferenceConfig":null,"inferenceConfig":{"maxTokens":1}}'],
    ['inferenceConfig.maxTokens', '{"inferenceConfig":{"maxTokens":1,"maxTokens":4097}}'],
  ])('cannot be told where %s is there twice, as in %s', (field, text) => {
    const fault = { code: 'REQUEST_INVALID', fields: { [field]: 'is given more than once' } };
    expect(() => check(text)).toThrow(expect.objectContaining(fault));
  });

  it('can be told where anything else is there twice', () => {
    expect(() => check('{"max_tokens":1,"top_p":1,"top_p":1,"max_gen_len":1}')).not.toThrow();
  });

  it.each(['[{"maxTokens":1}]', '"{}"', '1', 'true'])('cannot be told where their holder is %s', (value) => {
    const fault = { code: 'REQUEST_INVALID', fields: { inferenceConfig: 'must be an object' } };
    expect(() => check(`{"inferenceConfig":${value}}`)).toThrow(expect.objectContaining(fault));
  });

  it.each([
    ['', 'is not JSON'],
    ['max_tokens=1', 'is not JSON'],
    ['{"max_tokens":NaN}', 'is not JSON'],
    ['{"max_tokens":+1}', 'is not JSON'],
    ['{"max_tokens":1}{"max_tokens":99999}', 'is not JSON'],
    ['\uFEFF{"max_tokens":1}', 'is not JSON'],
    ['[{"max_tokens":1}]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
  ])('cannot be told of %j', (text, body) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', fields: { body } }));
  });

  it('cannot be told of what is not UTF-8', () => {
    const fault = { code: 'REQUEST_INVALID', fields: { body: 'is not UTF-8' } };
    expect(() => check(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(expect.objectContaining(fault));
  });

  it('cannot be told where there is no body', () => {
    const fault = { code: 'REQUEST_INVALID', fields: { body: 'is not JSON' } };
    expect(() => checkOutputLimit({ operation: 'Converse', headers: {} }, 1)).toThrow(expect.objectContaining(fault));
  });

  it('cannot be told of a body that is as deep as it is long', () => {
    const fault = { code: 'REQUEST_INVALID', fields: { body: 'is nested more than 1024 deep' } };
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(() => check(`{"a":${deep},"max_tokens":4097}`)).toThrow(expect.objectContaining(fault));
  });
});

describe('a body that names no limit', () => {
  it.each(['Converse', 'ConverseStream'] as const)('is told by %s which field it needs', (operation) => {
    for (const text of ['{}', '{"messages":[]}', '{"inferenceConfig":{}}', '{"inferenceConfig":null}']) {
      expect(() => check(text, operation)).toThrow(refusing('inferenceConfig.maxTokens'));
    }
  });

  it.each(['Converse', 'ConverseStream'] as const)('is one for %s that names it where nobody looks', (operation) => {
    for (const text of ['{"max_tokens":1}', '{"additionalModelRequestFields":{"inferenceConfig":{"maxTokens":1}}}']) {
      expect(() => check(text, operation)).toThrow(refusing('inferenceConfig.maxTokens'));
    }
    expect(() => check('{"inferenceConfig":{"maxTokens":1}}', operation)).not.toThrow();
  });

  it('is refused where an answer is streamed', () => {
    const fault = { code: 'OUTPUT_LIMIT_REFUSED', field: undefined };
    expect(() => check('{"prompt":""}', 'InvokeModelWithResponseStream')).toThrow(expect.objectContaining(fault));
  });

  it('is refused where it is a conversation', () => {
    const fault = { code: 'OUTPUT_LIMIT_REFUSED', field: undefined };
    for (const text of ['{"messages":[]}', '{"message\\u0073":[]}', '{"messages":[],"inferenceConfig":{}}']) {
      expect(() => check(text)).toThrow(expect.objectContaining(fault));
    }
  });

  it.each([
    ['an embedding', '{"inputText":"a","dimensions":256}'],
    ['an image', '{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a"}}'],
  ])('passes where it may be for %s', (_what, text) => {
    expect(() => check(text)).not.toThrow();
  });

  it('passes for a prompt of the commercial account, which has its own', () => {
    const prompt = 'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:3';
    expect(() => check('{"promptVariables":{}}', 'ConverseStream', prompt)).not.toThrow();
    expect(() => check('{"inferenceConfig":{"maxTokens":4097}}', 'Converse', prompt)).toThrow('4096 output tokens');
    const router = 'arn:aws:bedrock:us-east-1:123456789012:prompt-router/abc123';
    expect(() => check('{}', 'Converse', router)).toThrow('4096 output tokens');
  });
});

describe('no ceiling is held', () => {
  it.each(['CountTokens', 'ApplyGuardrail', 'ListFoundationModels'] as const)('against %s', (operation) => {
    expect(() => check('{"max_tokens":99999}', operation)).not.toThrow();
    expect(() => checkOutputLimit({ operation, headers: {} }, 1)).not.toThrow();
  });

  it.each(['{"max_tokens":99999}', '{"max_tokens":"NaN"}', '{}', 'not JSON', ''])('against %j without one', (text) => {
    for (const operation of ['InvokeModel', 'ConverseStream'] as const) {
      const call = { operation, modelId: HAIKU, headers: {}, body: Buffer.from(text) };
      expect(() => checkOutputLimit(call, undefined)).not.toThrow();
    }
  });

  it('without a look at the body where there is none', () => {
    const call = { operation: 'Converse', headers: {} } as const;
    const untouchable = new Proxy(call, {
      get: (target, name) => {
        if (name === 'body') throw new Error('The body was looked at');
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(() => checkOutputLimit(untouchable, undefined)).not.toThrow();
    expect(() => checkOutputLimit(untouchable, 1)).toThrow('looked at');
  });
});
