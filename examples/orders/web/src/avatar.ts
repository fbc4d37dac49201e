// A person as a coloured circle.
import { made } from "./dom";

/** The initials of up to two words. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean).slice(0, 2);
  return words.map((word) => [...word][0]?.toLocaleUpperCase() ?? "").join("");
}

export function avatar(id: number, name: string): HTMLElement {
  const circle = made("span", "avatar", initials(name));
  circle.setAttribute("aria-hidden", "true");
  // The golden angle: neighbours differ.
  circle.style.setProperty("--hue", String((id * 137.5 + 200) % 360));
  return circle;
}
