/**
 * What is looked at in the page itself, as text: tests know no DOM. Every visible text with its contrast, by the formula of
 * WCAG 2.2 ("contrast ratio", "relative luminance").
 */
export const TEXT_CONTRASTS = String.raw`(() => {
  const parse = (colour) => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ({ r, g, b }) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.a === 1) return colour;
    }
    throw new Error('Nothing has a background');
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (text === '' || element.tagName === 'OPTION' || !element.checkVisibility() || element.closest('.unseen, .skip')) continue;
    found.push({ text, ratio: contrast(parse(getComputedStyle(element).color), backgroundOf(element)) });
  }
  for (const control of document.querySelectorAll('input, select')) {
    if (!control.checkVisibility()) continue;
    const style = getComputedStyle(control);
    found.push({ text: control.name || control.id, ratio: contrast(parse(style.color), backgroundOf(control)) });
  }
  return found;
})()`;

/** The borders of controls, against what is around them. */
export const CONTROL_CONTRASTS = TEXT_CONTRASTS.replace(
  /const walker[\s\S]*return found/,
  String.raw`for (const control of document.querySelectorAll('input:not([type=checkbox]), select, .tools button, #filters button')) {
    if (!control.checkVisibility()) continue;
    const border = parse(getComputedStyle(control).borderTopColor);
    found.push({ text: control.name || control.id, ratio: contrast(border, backgroundOf(control.parentElement)) });
  }
  return found`,
);

/** Everything that takes the focus, and what a screen reader has no name for. */
export const NAMELESS = String.raw`[...document.querySelectorAll('button, input, select, [tabindex], dialog, section, form, table')]
  .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
  .filter((element) => {
    const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').some((id) => document.getElementById(id));
    const labels = element.labels?.length > 0;
    const text = element.tagName === 'BUTTON' && element.textContent.trim() !== '';
    const caption = element.tagName === 'TABLE' && (element.caption || element.closest('[role=region]'));
    return !(labelled || labels || text || caption || element.ariaLabel || element.id === 'access');
  })
  .map((element) => element.outerHTML.slice(0, 80))`;

/** Whether the page itself has to be moved sideways: tables may, in a frame of their own. */
export const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
