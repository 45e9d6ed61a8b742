import { Argument, Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { listWords } from './list-words.js';
import { renderCompletion, SHELLS } from './render-completion.js';

const program = new Command('ctl')
  .option('--json')
  .addCommand(
    new Command('token')
      .addCommand(new Command('issue').requiredOption('--sub <name>'))
      .addCommand(new Command('inspect').addArgument(new Argument('<form>').choices(['short', 'long']))),
  );

describe('listWords', () => {
  it('knows what may follow each command', () => {
    expect(listWords(program)).toEqual([
      { path: 'ctl', words: ['token', '--json', '--help'] },
      { path: 'ctl token', words: ['issue', 'inspect', '--json', '--help'] },
      { path: 'ctl token issue', words: ['--sub', '--json', '--help'] },
      { path: 'ctl token inspect', words: ['short', 'long', '--json', '--help'] },
    ]);
  });
});

describe('renderCompletion', () => {
  it.each(SHELLS)('has every place and every word for %s, and nothing that is not ours', (shell) => {
    const script = renderCompletion(shell, listWords(program));
    for (const { path, words } of listWords(program)) {
      expect(script).toContain(`'${path}'`);
      expect(script).toContain(words.join(' '));
    }
    expect(script).not.toContain('undefined');
  });
});
