// Finding and creating elements of the page.

/** The element of index.html with this id. */
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

/** Whether the person prefers reduced motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Announces a text to screen readers. */
export function announce(text: string): void {
  found("live", HTMLParagraphElement).textContent = text;
}
