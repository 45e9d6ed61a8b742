import { invalid } from '../bedrock-problem.js';

/** A tool that a request offers, as far as an answer needs it. */
export interface OfferedTool {
  readonly name: string;
  /** The first property of its input schema, which the stand-in fills with what the user said. */
  readonly firstProperty: string;
}

/** What a request wants done with its tools, whatever its body calls that. */
export type ToolChoice = { readonly kind: 'auto' | 'any' | 'none' } | { readonly kind: 'tool'; readonly name: string };

/**
 * The tool to call in the answer: the first one, or the one that was asked for. Who leaves the choice to the model gets
 * a call until the result of one has come.
 * @throws BedrockProblem `ValidationException` when the wanted tool was not offered
 */
export function chooseTool(
  tools: readonly OfferedTool[],
  choice: ToolChoice,
  hasResult: boolean,
): OfferedTool | undefined {
  if (choice.kind === 'none' || (choice.kind === 'auto' && hasResult)) return undefined;
  if (choice.kind !== 'tool') return tools[0];
  const wanted = tools.find(({ name }) => name === choice.name);
  if (wanted === undefined) throw invalid(`Tool '${choice.name}' not found in provided tools`);
  return wanted;
}

/** Whether the model must call a tool, whatever it thinks. */
export function forcesTool({ kind }: ToolChoice): boolean {
  return kind === 'any' || kind === 'tool';
}
