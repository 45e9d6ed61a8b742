import { parseTemplate } from '../support/cloudformation/read-template.js';
import type { Template } from '../support/cloudformation/template.js';
import { NECESSARY, TEMPLATE } from './govcloud.deployment.js';
import { isInstalled, runTool } from './python-tools.js';

const SCRIPT = 'test/infra/python/transform-sam.py';

/** Whether AWS's SAM translator (Python) is there. */
export function hasTranslator(): boolean {
  return isInstalled('AWS’s SAM translator (Python: aws-sam-translator)', 'python3', ['-c', 'import samtranslator']);
}

/** The template as CloudFormation transforms it in a region, by AWS's own translator. */
export async function transformTemplate(region: string): Promise<Template> {
  const input = JSON.stringify(NECESSARY);
  const { status, stdout, stderr } = await runTool('python3', [SCRIPT, TEMPLATE], { input, region });
  if (status !== 0) throw new Error(`The translator ended with ${status}: ${stderr}`);
  return parseTemplate(stdout);
}
