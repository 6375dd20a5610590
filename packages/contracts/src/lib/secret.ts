const HIDDEN = "[secret]";

/**
 * A text that may be used but not shown. Where it is printed for people (a log line, a template, an inspector) it is a placeholder;
 * whatever would carry it on (JSON, a clone, a loader's answer, arithmetic) throws.
 */
export class Secret {
  readonly #text: string;

  /**
   * @param text The secret text.
   * @throws {TypeError} When it is empty, which is always a configuration mistake.
   */
  constructor(text: string) {
    if (text === "") throw new TypeError("A secret is empty. Check the variable that should hold it.");
    this.#text = text;
    // Serialisers that know nothing of toJSON copy an object's own properties: structured clone (HTML, 2.7.3), turbo-stream under
    // Remix's loaders, object spread. One that throws when it is read stops them.
    Object.defineProperty(this, "secret", { enumerable: true, get: refuse });
  }

  /**
   * The plain text, for the one place that needs it: a header, the body of a request.
   *
   * @returns The secret text.
   */
  reveal(): string {
    return this.#text;
  }

  /**
   * Compares without telling by its duration how much of a candidate is right: that depends on the candidate's length alone.
   *
   * @param candidate What somebody claims the secret to be.
   * @returns Whether it is.
   */
  equals(candidate: string): boolean {
    const text = this.#text;
    let difference = text.length ^ candidate.length;
    for (let at = 0; at < candidate.length; at++) {
      difference |= candidate.charCodeAt(at) ^ text.charCodeAt(at % text.length);
    }
    return difference === 0;
  }

  /** @returns A placeholder. */
  toString(): string {
    return HIDDEN;
  }

  /** @throws {TypeError} Always: a secret is never serialised. */
  toJSON(): never {
    return refuse();
  }

  /**
   * @param hint `string` in a template and where a text is asked for.
   * @returns A placeholder in a text, so that an error message or a log line survives.
   * @throws {TypeError} In concatenation, comparison by `==` and arithmetic.
   */
  [Symbol.toPrimitive](hint: string): string {
    return hint === "string" ? HIDDEN : refuse();
  }

  /** @returns A placeholder, for `util.inspect` and `console` of Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return HIDDEN;
  }
}

function refuse(): never {
  throw new TypeError(
    "A secret cannot be serialised. Call reveal() where it is used, and never return it from a loader.",
  );
}
