import { Argument, Option, type Command } from 'commander';
import { parseModelId } from '@app/bedrock';
import { CtlError } from '../ctl.error.js';
import { ask, eventsOf, textOf, type Question } from '../gateway/converse.js';
import { explainRefusal } from '../gateway/explain-refusal.js';
import { readAnswer } from '../gateway/read-answer.js';
import { readWholeNumber } from '../read-option.js';
import { harmless } from '../terminal/terminal.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';

interface InvokeOptions {
  readonly route: 'auto' | 'internet' | 'vpn';
  readonly stream?: boolean;
  readonly class?: string;
  readonly fallback: boolean;
  readonly maxTokens: number;
}

/** `ctl invoke`: asks any model by any route. */
export function invokeCommand(tools: VerbTools): Command {
  return verb({
    name: 'invoke',
    summary: 'ask a model, by any route',
    examples: [
      ['invoke us.amazon.nova-lite-v1:0 "What is a tunnel?"', 'by the route that auto takes'],
      [
        'invoke us.amazon.nova-lite-v1:0 --route vpn --no-fallback --stream Hello',
        'by the VPN or not at all, as it comes',
      ],
      ['invoke us.amazon.nova-lite-v1:0 --class cui - < question.txt', 'the question from a file, as data of a class'],
    ],
  })
    .addArgument(new Argument('<model>', 'model id, inference profile, or ARN; ctl models lists them'))
    .addArgument(new Argument('<prompt>', 'the question; - reads it from the input'))
    .addOption(new Option('--route <route>', 'the way').choices(['auto', 'internet', 'vpn']).default('auto'))
    .option('--no-fallback', 'by this route or not at all')
    .option('-s, --stream', 'print the answer as it comes')
    .option('--class <name>', 'the class of the data')
    .option('--max-tokens <n>', 'length of the answer at most', readWholeNumber('--max-tokens', 1, 100_000), 512)
    .action(performing<InvokeOptions>(tools, invoke));
}

async function invoke(run: Run<InvokeOptions>): Promise<void> {
  const { gateway, options, terminal } = run;
  const question = await readQuestion(run);
  const startedAtMs = performance.now();
  const response = await ask(gateway, question, options.stream === true ? 'converse-stream' : 'converse');
  if (!response.ok) throw await explainRefusal(response);
  await (options.stream === true ? printStream(run, response) : printWhole(run, response));
  const tookMs = Math.round(performance.now() - startedAtMs);
  const of = (name: string): string => harmless(response.headers.get(name) ?? '?');
  terminal.say(
    terminal.paint('dim', `route ${of('x-routing-method')}, tried ${of('x-routing-attempts')}, ${tookMs} ms, request ${of('x-request-id')}`, 'words'), // prettier-ignore
  );
}

async function readQuestion({ args, options, terminal, around }: Run<InvokeOptions>): Promise<Question> {
  const [model = '', word = ''] = args;
  try {
    parseModelId(model);
  } catch (error) {
    throw new CtlError('usage', 'MODEL is no model id, profile id or ARN', 'ctl models', error);
  }
  const prompt = word === '-' ? await terminal.readInput(around.interrupted) : word;
  if (prompt.trim() === '') throw new CtlError('usage', 'PROMPT is empty', 'ctl help invoke');
  const { route, maxTokens, fallback: mayFallBack, class: dataClass } = options;
  return { model, route, prompt, maxTokens, mayFallBack, ...(dataClass !== undefined && { dataClass }) };
}

async function printWhole({ print }: Run<InvokeOptions>, response: Response): Promise<void> {
  const answer = await readAnswer(response);
  await print(answer, `${harmless(textOf(answer as Readonly<Record<string, unknown>>))}\n`);
}

async function printStream({ options, terminal }: Run<InvokeOptions>, response: Response): Promise<void> {
  for await (const { type, event } of eventsOf(response)) {
    if (options.json === true) await terminal.write(`${JSON.stringify({ [type]: event })}\n`);
    else if (type === 'contentBlockDelta') await terminal.write(harmless(textOf(event)));
  }
  if (options.json !== true) await terminal.write('\n');
}
