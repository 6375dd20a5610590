/** A string that may be used but never shown: it refuses to become text, JSON or log output by accident. */
export interface Secret {
  /**
   * The plain value, for the one place that needs it (a header, a request body).
   *
   * @returns The secret text.
   */
  reveal(): string;
  /** @throws {TypeError} Always: a secret is never serialised. */
  toJSON(): never;
}

class HiddenText implements Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toJSON(): never {
    throw new TypeError(
      "A secret cannot be serialised. Call reveal() where it is used, and never return it from a loader.",
    );
  }

  toString(): string {
    return "[secret]";
  }

  [Symbol.toPrimitive](): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}

/**
 * Wraps a text so that printing or serialising it by accident shows or does nothing useful.
 *
 * @param value The secret text; not empty.
 * @returns The wrapped secret.
 * @throws {TypeError} When `value` is empty, which is always a configuration mistake.
 */
export function createSecret(value: string): Secret {
  if (value === "") throw new TypeError("A secret is empty. Check the variable that should hold it.");
  return new HiddenText(value);
}
