import { createHash, timingSafeEqual } from "node:crypto";

/** A string that no log, error or JSON may show. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plain value, for the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  /** Compares without telling by its duration how much of the candidate is right. */
  equals(candidate: string): boolean {
    const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(this.#value), digest(candidate));
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}
