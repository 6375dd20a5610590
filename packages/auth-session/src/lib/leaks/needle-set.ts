/** Something to look for. */
export interface Needle {
  /** What it is called when it is found. */
  name: string;
  /** At least {@link MIN_NEEDLE_BYTES}. */
  bytes: Uint8Array;
}

/** Where a needle was found. */
export interface Finding {
  name: string;
  /** Index of its first byte. */
  at: number;
}

/** Shorter ones would also be found where they mean nothing. */
export const MIN_NEEDLE_BYTES = 12;

const WORD_BYTES = 4;

/**
 * Looks for many needles at once, at the price of looking at every twentieth position or so, however many there are: as many
 * words of four bytes are known from the beginning of each needle, and one of them must lie there (the idea of Wu and
 * Manber's multi-pattern search).
 */
export class NeedleSet {
  readonly #needles: readonly Needle[];
  readonly #places = new Map<number, { needle: Needle; offset: number }[]>();
  /** One bit per hash of a known word: says no to nearly everything, in one look. */
  readonly #hints = new Uint8Array(8192);
  /** Length of the longest needle in bytes; 0 when there is none. */
  readonly longest: number;
  /** Wherever a needle lies, one of its words begins at a multiple of this. */
  readonly #stride: number;

  constructor(needles: readonly Needle[]) {
    this.#needles = needles;
    this.longest = Math.max(0, ...needles.map(({ bytes }) => bytes.byteLength));
    const shortest = Math.min(...needles.map(({ bytes }) => bytes.byteLength));
    this.#stride = needles.length === 0 ? Number.POSITIVE_INFINITY : shortest - WORD_BYTES + 1;
    for (const needle of needles) {
      if (needle.bytes.byteLength < MIN_NEEDLE_BYTES)
        throw new RangeError(`${needle.name} is too short to look for.`);
      for (let offset = 0; offset < this.#stride; offset++) {
        const word = wordAt(needle.bytes, offset);
        const hash = hashOf(word);
        this.#hints[hash >> 3] = (this.#hints[hash >> 3] ?? 0) | (1 << (hash & 7));
        const places = this.#places.get(word) ?? [];
        this.#places.set(word, places);
        places.push({ needle, offset });
      }
    }
  }

  /**
   * @param bytes Where to look.
   * @returns A needle that lies there whole; null when there is none.
   */
  find(bytes: Uint8Array): Finding | null {
    const hints = this.#hints;
    const stride = this.#stride;
    for (let at = 0; at + WORD_BYTES <= bytes.byteLength; at += stride) {
      const word = wordAt(bytes, at);
      const hash = hashOf(word);
      if (((hints[hash >> 3] ?? 0) & (1 << (hash & 7))) === 0) continue;
      for (const { needle, offset } of this.#places.get(word) ?? []) {
        if (liesAt(needle.bytes, bytes, at - offset)) return { name: needle.name, at: at - offset };
      }
    }
    return null;
  }

  /**
   * @param bytes The end of what came so far.
   * @returns How many of the last bytes could be the beginning of a needle, and must wait for what follows them.
   */
  undecided(bytes: Uint8Array): number {
    for (let count = Math.min(this.longest - 1, bytes.byteLength); count > 0; count--) {
      const start = bytes.byteLength - count;
      const isBeginning = ({ bytes: needle }: Needle) =>
        needle.byteLength > count && liesAt(needle.subarray(0, count), bytes, start);
      if (this.#needles.some(isBeginning)) return count;
    }
    return 0;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function hashOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> 16;
}

function liesAt(needle: Uint8Array, bytes: Uint8Array, start: number): boolean {
  if (start < 0 || start + needle.byteLength > bytes.byteLength) return false;
  for (let index = 0; index < needle.byteLength; index++) {
    if (needle[index] !== bytes[start + index]) return false;
  }
  return true;
}
