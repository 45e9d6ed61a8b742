/** What an element is made with. Text only ever becomes text: nothing from outside is markup. */
export interface ElementOptions {
  readonly text?: string;
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

/** Makes an element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { text, class: className, attributes = {}, children = [] }: ElementOptions = {},
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The element of the page with an id. @throws {TypeError} if the page has none of that kind: a defect. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${id}`);
  return found;
}

/** Sets a text, and touches nothing if it is there already: screen readers need not read it again. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A row of a table. The first cell is its header. */
export function tableRow([head = '', ...cells]: readonly string[]): HTMLTableRowElement {
  const header = element('th', { text: head, attributes: { scope: 'row' } });
  return element('tr', { children: [header, ...cells.map((text) => element('td', { text }))] });
}
