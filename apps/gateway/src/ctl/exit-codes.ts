/** How a command ends. One table for all verbs: what a script may rely on. */
export const EXITS = {
  done: { code: 0, means: 'done; for a check, all is well' },
  failed: { code: 1, means: 'tried and not done: a check failed, or the request was refused; nothing is changed' },
  usage: { code: 2, means: 'the command line is not understood' },
  'not-allowed': { code: 3, means: 'the token is missing, expired or refused, or does not grant it' },
  'no-gateway': { code: 4, means: 'no gateway answers there, or something else does, or its answer broke off' },
  environment: { code: 5, means: 'the environment is at fault: a variable, a secret, or a store of AWS' },
  unfinished: { code: 6, means: 'failed on the way: run it again' },
  busy: { code: 7, means: 'refused, as somebody else is changing the same thing; nothing is changed' },
  interrupted: { code: 130, means: 'ended by Ctrl-C' },
  'output-closed': { code: 141, means: 'whoever read the output has gone' },
} as const;

/** A way for a command to end. */
export type Exit = keyof typeof EXITS;

/** The table for the help: one line each. */
export function describeExits(): string {
  const lines = Object.values(EXITS).map(({ code, means }) => `  ${String(code).padEnd(4)} ${means}`);
  return ['Exit codes:', ...lines].join('\n');
}
