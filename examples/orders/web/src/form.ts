// Forms that are validated by the service.
import { Refused } from "./api";
import { found } from "./dom";

/** Sends a form, and shows an error of the service beside the field that it is about. */
export function onSubmit(form: HTMLFormElement, problem: HTMLElement, send: () => Promise<void>): void {
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button?.getAttribute("aria-disabled") === "true") return;
    show(form, problem, undefined);
    // Not `disabled`, which would take the focus away.
    button?.setAttribute("aria-disabled", "true");
    try {
      await send();
    } catch (error) {
      show(form, problem, error instanceof Error ? error : new Error(String(error)));
    } finally {
      button?.removeAttribute("aria-disabled");
    }
  });
}

function show(form: HTMLFormElement, problem: HTMLElement, error: Error | undefined): void {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  problem.textContent = error ? words(error) : "";
  if (error instanceof Refused) blame(form, error.kind);
}

function words(error: Error): string {
  if (!(error instanceof Refused)) return "The shop does not respond. Please try again.";
  return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
}

/** The kind of an error is the name of its field. */
function blame(form: HTMLFormElement, kind: string): void {
  const field = form.elements.namedItem(kind);
  if (!(field instanceof HTMLInputElement)) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
  field.select();
}

/** The text of a field. */
export const text = (id: string) => found(id, HTMLInputElement).value;
