import { createHash, timingSafeEqual } from "node:crypto";

/** A string that cannot end up in a log, an answer or a trace by accident. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The one way to the string itself. */
  reveal(): string {
    return this.#value;
  }

  /** @returns Whether the candidate is this secret; takes the same time whatever it is. */
  matches(candidate: string): boolean {
    return timingSafeEqual(digest(this.#value), digest(candidate));
  }

  toString(): string {
    return "[secret]";
  }

  /** @throws TypeError always: whoever serialises a secret has made a mistake. */
  toJSON(): never {
    throw new TypeError("A secret cannot be serialised; pass on reveal() only where it is sent.");
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
