/** A browser's cookie jar for one origin, as far as our cookies need it. Used by this package's tests. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Stores what a response sets. */
  take(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = cookie.split("; ");
      const name = pair.slice(0, pair.indexOf("="));
      if (attributes.includes("Max-Age=0")) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(name.length + 1));
    }
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  clear(): void {
    this.#cookies.clear();
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  get names(): string[] {
    return [...this.#cookies.keys()];
  }

  /** The `Cookie` header. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}
