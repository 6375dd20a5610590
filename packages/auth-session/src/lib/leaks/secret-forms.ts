import { MIN_NEEDLE_BYTES, type Needle } from "./needle-set.ts";

/** So much of a secret is looked for: enough never to be there by chance, and its end is what is random in tokens. */
const FRAGMENT_CHARS = 24;

/**
 * The forms in which a secret would be found in a response: as it is, and as URLs, JSON, HTML and base64 (wherever it
 * begins in the encoded text, as in the credentials of Basic authentication) spell it.
 *
 * @param name What to call it.
 * @param secret The secret's text.
 * @returns What to look for; nothing when the secret is too short to be told from ordinary text.
 */
export function secretForms(name: string, secret: string): Needle[] {
  const fragment = Array.from(secret.replace(/=+$/, "")).slice(-FRAGMENT_CHARS).join("");
  if (Buffer.byteLength(fragment) < MIN_NEEDLE_BYTES) return [];
  const json = JSON.stringify(fragment).slice(1, -1);
  const texts = new Set([
    fragment,
    encodeURIComponent(fragment),
    new URLSearchParams([["", fragment]]).toString().slice(1),
    json,
    // As it is written into a script element.
    json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
    fragment.replace(/[&<>"']/g, (char) => HTML_ESCAPES[char] ?? char),
    ...base64Forms(Buffer.from(fragment)),
  ]);
  return [...texts].map((text) => ({ name, bytes: Buffer.from(text).subarray(-FRAGMENT_CHARS) }));
}

/** As React writes them. */
const HTML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** What base64 makes of bytes that begin at any place of a longer text: without the digits that depend on their neighbours. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64url");
    const leading = Math.ceil((shift * 4) / 3);
    const trailing = (shift + bytes.byteLength) % 3 === 0 ? 0 : 1;
    const url = encoded.slice(leading, encoded.length - trailing);
    return [url, url.replaceAll("-", "+").replaceAll("_", "/")];
  });
}
