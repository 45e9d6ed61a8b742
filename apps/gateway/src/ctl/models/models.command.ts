import type { Command } from 'commander';
import { layoutTable } from '../terminal/layout-table.js';
import { harmless } from '../terminal/terminal.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';

interface ModelsOptions {
  readonly provider?: string;
  readonly all?: boolean;
}

interface ListedModel {
  readonly modelId: string;
  readonly name: string;
  readonly kind: string;
  readonly provider?: string;
  readonly streaming?: boolean;
  readonly callable: boolean;
}

/** `ctl models`: what the token may call. */
export function modelsCommand(tools: VerbTools): Command {
  return verb({
    name: 'models',
    summary: 'models and inference profiles that the token may call',
    examples: [
      ['models', 'ids to call, with their names'],
      ['models --provider meta', 'those of one provider'],
      ['models --all', 'those too that the token does not grant'],
    ],
  })
    .option('--provider <name>', 'only models of this provider')
    .option('--all', 'also what the token does not grant')
    .action(performing<ModelsOptions>(tools, listModels));
}

async function listModels({ gateway, options, print }: Run<ModelsOptions>): Promise<void> {
  const { models } = await gateway.getJson<{ readonly models: readonly ListedModel[] }>('/bedrock/models');
  const wanted = options.provider?.toLowerCase();
  const listed = models.filter(
    ({ callable, provider }) =>
      (options.all === true || callable) && (wanted === undefined || provider?.toLowerCase() === wanted),
  );
  await print({ models: listed }, harmless(render(listed)));
}

function render(models: readonly ListedModel[]): string {
  if (models.length === 0) return 'none\n';
  const rows = models.map(({ modelId, name, kind, streaming, callable }) => [
    modelId,
    name,
    kind,
    streaming === true ? 'streams' : '',
    callable ? '' : 'not granted',
  ]);
  return layoutTable([['id', 'name', 'kind', '', ''], ...rows]);
}
