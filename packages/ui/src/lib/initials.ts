/**
 * Up to two letters that stand for a name: of its first and its last word.
 *
 * @param name A display name in any script.
 * @returns One or two upper-case letters; "?" for a name without letters or digits.
 */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = chosen.map((word) => word?.match(/[\p{L}\p{N}]/u)?.[0] ?? "");
  return letters.join("").toLocaleUpperCase("en") || "?";
}
