import type { Account } from "../../people/account.ts";
import { html } from "./html.ts";

const HUES = [14, 42, 96, 168, 204, 262, 318];

/** A person's initials on a warm disc: the picture that the tenant offers when nobody uploaded one. */
export function initialsPicture({ sub, name }: Account): string {
  const words = name.trim().split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => Array.from(word ?? "")[0]?.toUpperCase() ?? "")
    .join("");
  const hash = Array.from(sub).reduce(
    (sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973,
    7,
  );
  const hue = HUES[hash % HUES.length] ?? 14;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="${name}">
    <circle cx="48" cy="48" r="48" fill="hsl(${hue} 42% 42%)" />
    <text
      x="48"
      y="49"
      fill="#fff"
      font-family="Georgia, serif"
      font-size="38"
      text-anchor="middle"
      dominant-baseline="central"
    >
      ${initials}
    </text>
  </svg> `.toString();
}
