import type { CompletionPlace } from './list-words.js';

/** Shells that scripts can be made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script that completes commands and options, made from the command tree. Every word in it is a name of ours, made of
 * letters, digits and dashes: nothing needs to be quoted.
 */
export function renderCompletion(shell: Shell, places: readonly CompletionPlace[]): string {
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](places);
}

/** Follows the words that were typed as far as they are commands; the same in both shells. */
function followPath(places: readonly CompletionPlace[], typed: string): string {
  const paths = places.slice(1).map(({ path }) => `'${path}'`);
  return `  local path='ctl' word
  for word in ${typed}; do
    case "$path $word" in
      ${paths.join('|')}) path="$path $word" ;;
    esac
  done`;
}

function renderBash(places: readonly CompletionPlace[]): string {
  const cases = places.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`);
  return `# Completion of ctl for bash: source <(ctl completion bash)
_ctl() {
${followPath(places, '"${COMP_WORDS[@]:1:COMP_CWORD-1}"')}
  local words=''
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ctl ctl
`;
}

function renderZsh(places: readonly CompletionPlace[]): string {
  const cases = places.map(({ path, words: list }) => `    '${path}') compadd -- ${list.join(' ')} ;;`);
  return `#compdef ctl
# Completion of ctl for zsh: source <(ctl completion zsh)
_ctl() {
${followPath(places, '${words[2,CURRENT-1]}')}
  case "$path" in
${cases.join('\n')}
  esac
}
compdef _ctl ctl
`;
}

function renderFish(places: readonly CompletionPlace[]): string {
  const cases = places.map(({ path, words }) => `    case '${path}'\n      printf '%s\\n' ${words.join(' ')}`);
  const paths = places.slice(1).map(({ path }) => `'${path}'`);
  return `# Completion of ctl for fish: ctl completion fish | source
function __ctl_words
  set -l path ctl
  for word in (commandline -opc)[2..-1]
    if contains -- "$path $word" ${paths.join(' ')}
      set path "$path $word"
    end
  end
  switch $path
${cases.join('\n')}
  end
end
complete -c ctl -f -a '(__ctl_words)'
`;
}
