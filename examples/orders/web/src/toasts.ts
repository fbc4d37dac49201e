// Notices for the person at this page. They stay while they have the pointer or the focus; Escape closes the newest.
import { calm, found, made } from "./dom";

const SHOWN = 20_000;
const open: Toast[] = [];

interface Toast {
  key: string;
  close(): void;
}

/** Shows a notice. It replaces a notice with the same key. */
export function toast(key: string, title: string, text: string): void {
  open.find((toast) => toast.key === key)?.close();
  const button = made("button", "close", "×");
  button.type = "button";
  button.setAttribute("aria-label", "Close the notice");
  const words = made("div", "words", made("strong", "", title), made("p", "", text));
  const box = made("div", "toast", words, button);
  box.setAttribute("role", "status");

  const entry: Toast = { key, close: () => close(entry, box) };
  let timer = setTimeout(entry.close, SHOWN);
  const wait = () => clearTimeout(timer);
  const goOn = () => {
    wait();
    timer = setTimeout(entry.close, SHOWN);
  };
  button.addEventListener("click", entry.close);
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, wait);
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, goOn);

  open.push(entry);
  found("toasts", HTMLDivElement).append(box);
  if (!calm()) box.animate([{ opacity: 0, transform: "translateY(16px)" }, {}], { duration: 220, easing: "ease-out" });
}

function close(entry: Toast, box: HTMLElement): void {
  const index = open.indexOf(entry);
  if (index < 0) return;
  open.splice(index, 1);
  const focused = box.contains(document.activeElement);
  box.remove();
  if (focused) found("item", HTMLInputElement).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") open.at(-1)?.close();
});
