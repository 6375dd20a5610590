import { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { IdentityError } from "./errors.ts";
import { parseFaults, type Faults } from "./faults/faults.ts";

const origin = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin);
const port = z.coerce.number().int().min(0).max(65_535);
const seconds = (least: number) => z.coerce.number().int().min(least);

const schema = z.object({
  IDENTITY_PORT: port.default(4400),
  IDENTITY_CONTROL_PORT: port.optional(),
  IDENTITY_ISSUER: z
    .url({ protocol: /^https?$/ })
    .endsWith("/")
    .optional(),
  IDENTITY_DATA_DIR: z.string().min(1).optional(),
  IDENTITY_ACCESS_TOKEN_TTL: seconds(1).default(900),
  IDENTITY_ROTATION_OVERLAP: seconds(0).default(30),
  IDENTITY_BACKCHANNEL_LOGOUT_URL: z.url({ protocol: /^https?$/ }).optional(),
  IDENTITY_FAULTS: z
    .string()
    .default("{}")
    .transform((text, context) => {
      try {
        return parseFaults(JSON.parse(text));
      } catch (error) {
        context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    }),
  AUTH0_CLIENT_ID: z.string().min(1),
  AUTH0_CLIENT_SECRET: z.string().min(16),
  AUTH0_AUDIENCE: z.url(),
  WEB_ORIGIN: origin.default("http://localhost:3000"),
});

/** What the identity stand-in is told from outside. Every field that is absent from the environment has its default. */
export interface IdentityOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Port of the controls on 127.0.0.1; 0 takes a free one; absent: there are none. */
  controlPort?: number;
  /** Issuer with a trailing slash; by default derived from the port. */
  issuer?: string;
  /** Folder that survives restarts; absent: everything lives in memory. */
  dataDir?: string;
  /** Lifetime of access tokens in seconds. */
  accessTokenTtl: number;
  /** Seconds in which a refresh token that was just exchanged may be exchanged again (Auth0: rotation overlap). */
  rotationOverlap: number;
  /** Where the web app takes logout tokens (OpenID Connect Back-Channel Logout); absent: it is told nothing. */
  backchannelLogoutUrl?: URL;
  /** What goes wrong from the start. */
  faults: Faults;
  clientId: string;
  clientSecret: Secret;
  /** Identifier of the API that access tokens are for. */
  audience: string;
  /** Origin of the web app: its callback and its logout page are the ones allowed. */
  webOrigin: string;
}

/**
 * Reads the environment once.
 *
 * @param environment Usually `process.env`; empty values count as absent.
 * @returns Typed options.
 * @throws {@link IdentityError} `IDENTITY_CONFIGURATION`, naming each variable that is missing or malformed.
 */
export function parseEnvironment(environment: Record<string, string | undefined>): IdentityOptions {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
    throw new IdentityError(
      "IDENTITY_CONFIGURATION",
      `Identity cannot start: set ${faults.join(", ")}; .env.example explains each variable.`,
    );
  }
  const env = parsed.data;
  const logoutUrl = env.IDENTITY_BACKCHANNEL_LOGOUT_URL;
  return {
    port: env.IDENTITY_PORT,
    controlPort: env.IDENTITY_CONTROL_PORT,
    issuer: env.IDENTITY_ISSUER,
    dataDir: env.IDENTITY_DATA_DIR,
    accessTokenTtl: env.IDENTITY_ACCESS_TOKEN_TTL,
    rotationOverlap: env.IDENTITY_ROTATION_OVERLAP,
    backchannelLogoutUrl: logoutUrl === undefined ? undefined : new URL(logoutUrl),
    faults: env.IDENTITY_FAULTS,
    clientId: env.AUTH0_CLIENT_ID,
    clientSecret: new Secret(env.AUTH0_CLIENT_SECRET),
    audience: env.AUTH0_AUDIENCE,
    webOrigin: env.WEB_ORIGIN,
  };
}
