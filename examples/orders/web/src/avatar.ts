// The avatar of a person: a coloured circle with initials.
import { made } from "./dom";

/** The initials of up to two words. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean).slice(0, 2);
  return words.map((word) => [...word][0]?.toLocaleUpperCase() ?? "").join("");
}

export function avatar(id: number, name: string): HTMLElement {
  const circle = made("span", "avatar", initials(name));
  circle.setAttribute("aria-hidden", "true");
  // Steps of the golden angle give neighbouring ids different colours.
  circle.style.setProperty("--hue", String((id * 137.5 + 200) % 360));
  return circle;
}
