import { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { parseJsonPath } from "./json-path.ts";

const DEFAULT_NAMESPACE = "https://hasura.io/jwt/claims";

const path = z.string().transform((text, context) => {
  const steps = parseJsonPath(text);
  if (steps) return { text, steps };
  context.addIssue(`"${text}" is no JSON path; write it like $.a.b or $['a'].b`);
  return z.NEVER;
});
const mapped = z.object({ path, default: z.unknown().optional() });

const header = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Authorization") }),
  z.object({ type: z.literal("Cookie"), name: z.string() }),
  z.object({ type: z.literal("CustomHeader"), name: z.string() }),
]);

const KEY_TYPES = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "ES256",
  "ES384",
  "ES512",
  "Ed25519",
] as const;

/**
 * Hasura's JWT configuration (https://hasura.io/docs/2.0/auth/authentication/jwt/#jwt-json-conf), as
 * `HASURA_GRAPHQL_JWT_SECRET` holds it.
 */
export const jwtConfig = z
  .object({
    type: z.enum(KEY_TYPES).optional(),
    key: z
      .string()
      .min(1)
      .transform((key) => new Secret(key))
      .optional(),
    jwk_url: z.url().optional(),
    audience: z.union([z.string(), z.array(z.string())]).optional(),
    issuer: z.string().optional(),
    claims_namespace: z.string().optional(),
    claims_namespace_path: path.optional(),
    claims_format: z.enum(["json", "stringified_json"]).default("json"),
    claims_map: z.record(z.string(), z.union([z.string(), z.array(z.string()), mapped])).optional(),
    allowed_skew: z.number().nonnegative().default(0),
    header: header.default({ type: "Authorization" }),
  })
  .check((context) => {
    const { key, jwk_url: url, type, claims_namespace: name, claims_namespace_path: at } = context.value;
    const fail = (message: string): void => {
      context.issues.push({ code: "custom", message, input: undefined });
    };
    if (!key && !url) fail("key and jwk_url both cannot be empty");
    if (key && url) fail("key, jwk_url both cannot be present");
    if (key && !type) fail("type is needed beside key");
    if (name !== undefined && at) fail("claims_namespace and claims_namespace_path both cannot be set");
    const bits = Number(/^HS(\d+)$/.exec(type ?? "")?.[1] ?? 0);
    if (key && Buffer.byteLength(key.reveal()) * 8 < bits) {
      fail(`the key of ${type} must have at least ${bits / 8} characters`);
    }
  })
  .transform((config) => ({
    ...config,
    claims_namespace: config.claims_namespace ?? DEFAULT_NAMESPACE,
  }));

export type JwtConfig = z.output<typeof jwtConfig>;
