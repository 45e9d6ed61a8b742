import { Command } from 'commander';
import { runInspectCommand } from '../../auth/command/run-inspect-command.js';
import { runRevokeCommand } from '../../auth/command/run-revoke-command.js';
import { runTokenCommand } from '../../auth/command/run-token-command.js';
import { loadOperatorConfig } from '../../config/gateway-config.js';
import { runInner, toWords } from '../inner-command.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';
import { describeRevocation } from './describe-revocation.js';

interface IssueOptions {
  readonly sub: string;
  readonly permissions?: string;
  readonly routes?: string;
  readonly models?: string;
  readonly classifications?: string;
  readonly tenant?: string;
  readonly expiresIn?: string;
}

interface RevokeOptions {
  readonly jti?: string;
  readonly sub?: string;
  readonly before?: string;
  readonly dryRun?: boolean;
}

/** Exit codes of the commands for tokens, in the words of this program. */
const EXITS = { 1: 'environment', 2: 'usage', 3: 'not-allowed' } as const;

/** `ctl token`: issues, inspects and revokes. */
export function tokenCommand(tools: VerbTools): Command {
  return verb({ name: 'token', summary: 'issue, inspect and revoke tokens', examples: [] })
    .addCommand(issueCommand(tools))
    .addCommand(inspectCommand(tools))
    .addCommand(revokeCommand(tools));
}

function issueCommand(tools: VerbTools): Command {
  return verb({
    name: 'issue',
    summary: 'print a token, signed with the secret that the environment points to',
    examples: [
      [
        'token issue --sub alice --permissions bedrock:invoke --models "us.amazon.*"',
        'may call some models, by both routes',
      ],
      [
        'token issue --sub auditor --permissions audit:read --expires-in 15m',
        'may read the audit, for a quarter of an hour',
      ],
    ],
  })
    .requiredOption('--sub <name>', 'who the token is for')
    .option('--permissions <a,b>', 'default: all')
    .option('--routes <a,b>', 'internet, vpn; default: both')
    .option('--models <glob,glob>', 'globs over model ids; default: *')
    .option('--classifications <a,b>', 'data classes; default: all that are configured')
    .option('--tenant <name>', 'default: none')
    .option('--expires-in <time>', 's, m or h, e.g. 15m; default: 1h, or the configured maximum')
    .action(performing<IssueOptions>(tools, issue));
}

async function issue({ options, around, print }: Run<IssueOptions>): Promise<void> {
  const { sub, permissions, routes, models, classifications, tenant, expiresIn } = options;
  const words = toWords({ sub, permissions, routes, models, classifications, tenant, 'expires-in': expiresIn });
  const reader = around.createReader();
  try {
    const loadConfig = (): ReturnType<typeof loadOperatorConfig> => loadOperatorConfig(around.env);
    const { output } = await runInner(
      (inner) => runTokenCommand(words, { ...inner, loadConfig, createReader: () => reader }),
      EXITS,
    );
    await print({ token: output.trim() }, output);
  } finally {
    reader.onApplicationShutdown();
  }
}

function inspectCommand(tools: VerbTools): Command {
  return verb({
    name: 'inspect',
    summary: 'what a token holds, and whether a gateway of this environment takes it',
    examples: [['token inspect - < token.txt', 'from the input: a command line is seen by others on the machine']],
  })
    .argument('[token]', 'the token; - or nothing reads it from the input', '-')
    .action(performing<object>(tools, inspect));
}

async function inspect({ args, around, terminal }: Run<object>): Promise<'not-allowed' | void> {
  const reader = around.createReader();
  try {
    const { exit, output } = await runInner(
      (inner) =>
        runInspectCommand([args[0] ?? '-'], {
          ...inner,
          loadConfig: () => loadOperatorConfig(around.env),
          createReader: () => reader,
          readInput: () => terminal.readInput(around.interrupted),
        }),
      EXITS,
    );
    await terminal.write(output);
    return exit === 'done' ? undefined : 'not-allowed';
  } finally {
    reader.onApplicationShutdown();
  }
}

function revokeCommand(tools: VerbTools): Command {
  return verb({
    name: 'revoke',
    summary: 'revoke one token, or all of a subject; every gateway heeds it within 30 seconds',
    examples: [
      ['token revoke --sub alice --dry-run', 'says what would be revoked'],
      ['token revoke --jti 0b9d3f1c-...', 'one token'],
    ],
  })
    .option('--jti <id>', 'the one token with this jti')
    .option('--sub <name>', 'all tokens of this subject that were issued before now')
    .option('--before <time>', 'with --sub: before this time instead, e.g. 2026-01-31T12:00:00Z')
    .option('--dry-run', 'say what would be revoked, and change nothing')
    .action(performing<RevokeOptions>(tools, revoke));
}

async function revoke({ options, around, terminal }: Run<RevokeOptions>): Promise<void> {
  const { jti, sub, before, dryRun } = options;
  const words = toWords({ jti, sub, before });
  const nowEpochMs = around.nowEpochMs;
  if (dryRun === true) return terminal.write(describeRevocation(words, nowEpochMs()));
  const loadConfig = (): ReturnType<typeof loadOperatorConfig> => loadOperatorConfig(around.env);
  const { output } = await runInner((inner) => runRevokeCommand(words, { ...inner, loadConfig, nowEpochMs }), EXITS);
  await terminal.write(output);
}
