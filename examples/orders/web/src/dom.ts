// The page's own elements, found and made.

/** The element with this id, which stands in index.html. */
export function found<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${type.name} "${id}"`);
  return element;
}

/** A new element; text goes in as text, never as markup. */
export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Whether the person has asked for little movement. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Says something to those who listen to the page instead of looking at it. */
export function announce(text: string): void {
  found("live", HTMLParagraphElement).textContent = text;
}
