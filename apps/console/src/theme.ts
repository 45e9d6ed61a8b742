import { byId } from './elements.js';

const STORED_AS = 'console-theme';
const THEMES: ReadonlySet<string> = new Set(['system', 'light', 'dark']);

/** Lets people choose light or dark; until they do, the system has chosen. Tells `onChange` of either. */
export function startTheme(onChange: () => void): void {
  const choice = byId('theme', HTMLSelectElement);
  const apply = (theme: string): void => {
    document.documentElement.dataset['theme'] = theme;
    onChange();
  };
  const stored = localStorage.getItem(STORED_AS) ?? 'system';
  choice.value = THEMES.has(stored) ? stored : 'system';
  apply(choice.value);
  choice.addEventListener('change', () => {
    localStorage.setItem(STORED_AS, choice.value);
    apply(choice.value);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
}
