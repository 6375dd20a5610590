import { createHmac, timingSafeEqual } from "node:crypto";
import type { Interaction } from "oidc-provider";
import type { Context } from "../http/middleware.ts";

/** What forms are recognised by. */
export interface FormTokenParts {
  issuer: string;
  /** Key of the form tokens. */
  formKey: string;
}

/** @returns What a form of this interaction carries to prove that it is ours. */
export function toFormToken({ formKey }: FormTokenParts, interaction: Interaction): string {
  return createHmac("sha256", formKey).update(interaction.uid).digest("base64url");
}

/** @returns Whether a form came from our page of this interaction. */
export function isOwnForm(
  parts: FormTokenParts,
  ctx: Context,
  interaction: Interaction,
  token: string | undefined,
): boolean {
  const origin = ctx.get("origin");
  if (origin !== "" && origin !== new URL(parts.issuer).origin) return false;
  const expected = Buffer.from(toFormToken(parts, interaction));
  const given = Buffer.from(token ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
