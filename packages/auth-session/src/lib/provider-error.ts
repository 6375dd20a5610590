/** A call of the provider that gave no tokens. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  /** `terminal`: it understood and says the grant is dead. `transient`: anything else; trying later may work. */
  readonly kind: "terminal" | "transient";
  readonly reason: string;
  /** True when no answer was read, so that nobody knows whether the provider rotated the token. */
  readonly ambiguous: boolean;
  /** Milliseconds the provider asked to wait, if it did. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: "terminal" | "transient",
    reason: string,
    detail: { ambiguous?: boolean; retryAfterMs?: number | null } = {},
  ) {
    super(`The provider gave no tokens: ${reason}.`);
    this.kind = kind;
    this.reason = reason;
    this.ambiguous = detail.ambiguous ?? false;
    this.retryAfterMs = detail.retryAfterMs ?? null;
  }
}
