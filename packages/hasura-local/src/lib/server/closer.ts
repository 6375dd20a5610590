/** Things to undo, in reverse order: at the end, or when the start fails half-way. */
export class Closer {
  readonly #steps: (() => Promise<unknown> | void)[] = [];
  #closing: Promise<void> | undefined;

  add(step: () => Promise<unknown> | void): void {
    this.#steps.push(step);
  }

  /** Runs every step once, even if one fails. @throws the first failure, afterwards. */
  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    let failure: { error: unknown } | undefined;
    for (const step of this.#steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
  }
}
