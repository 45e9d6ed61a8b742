/**
 * Checks who imports whom, and that the checker saw anything at all: with a compiler it does not know it sees no
 * modules and passes.
 */
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { rules } from './dependency-rules.ts';

const MIN_MODULES = 100;

const { output } = await cruise(['libs', 'apps'], { ...rules.options, ruleSet: rules, validate: true });
const { summary, modules } = output as ICruiseResult;
const crossings = modules.filter(
  ({ source, dependencies }) =>
    source.startsWith('libs/routing/') && dependencies.some(({ resolved }) => resolved === 'libs/bedrock/src/index.ts'),
);

for (const { from, to, rule } of summary.violations) process.stdout.write(`${rule.name}: ${from} -> ${to}\n`);
process.stdout.write(`${summary.totalCruised} modules, ${summary.violations.length} violations\n`);
if (summary.totalCruised < MIN_MODULES || crossings.length === 0) {
  process.stdout.write('The checker does not see the modules it should see\n');
  process.exitCode = 1;
}
if (summary.violations.length > 0) process.exitCode = 1;
