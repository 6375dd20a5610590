const colours = [
  "bg-person-1 text-person-1-ink",
  "bg-person-2 text-person-2-ink",
  "bg-person-3 text-person-3-ink",
  "bg-person-4 text-person-4-ink",
  "bg-person-5 text-person-5-ink",
  "bg-person-6 text-person-6-ink",
] as const;

/**
 * The colours of a person, the same on every page, device and day.
 *
 * @param id What identifies the person; not the name, which may change.
 * @returns Classes for background and text.
 */
export function personColour(id: string): string {
  return colours[stableHash(id) % colours.length] ?? colours[0];
}

/**
 * A small number for a text, always the same one (FNV-1a, 32 bit, with a final mix so that texts that
 * differ in their last letter spread too).
 *
 * @param text Any text.
 * @returns An integer from 0 to 2^32 - 1.
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
