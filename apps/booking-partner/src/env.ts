import { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { BookingPartnerError } from "./errors.ts";
import { parseFaults, type Faults } from "./faults/faults.ts";

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  PARTNER_PORT: port.default(3200),
  PARTNER_CONTROL_PORT: port.optional(),
  PARTNER_API_KEY: z.string().min(16),
  PARTNER_CALLBACK_URL: z.url({ protocol: /^https?$/ }),
  PARTNER_CALLBACK_SECRET: z.string().min(16),
  PARTNER_DATA_DIR: z.string().min(1).optional(),
  PARTNER_THINK_MS: z.coerce.number().int().min(0).max(3_600_000).default(800),
  PARTNER_FAULTS: z
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
});

/** What the booking partner is told from outside. */
export interface BookingPartnerOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Port of the fault controls on 127.0.0.1; 0 takes a free one; absent: there are none. */
  controlPort?: number;
  apiKey: Secret;
  /** Where callbacks go. */
  callbackUrl: URL;
  callbackSecret: Secret;
  /** Folder that survives restarts; absent: everything lives in memory. */
  dataDir?: string;
  /** How long a restaurant that decides later thinks, in milliseconds. */
  thinkMs: number;
  /** What goes wrong from the start. */
  faults: Faults;
}

/**
 * Reads the environment once.
 *
 * @param environment Usually `process.env`; empty values count as absent.
 * @returns Typed options.
 * @throws {@link BookingPartnerError} `PARTNER_CONFIGURATION`, naming each variable that is missing or malformed.
 */
export function parseEnvironment(environment: Record<string, string | undefined>): BookingPartnerOptions {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
    throw new BookingPartnerError(
      "PARTNER_CONFIGURATION",
      `The booking partner cannot start: set ${faults.join(", ")}; .env.example explains each variable.`,
    );
  }
  const env = parsed.data;
  return {
    port: env.PARTNER_PORT,
    controlPort: env.PARTNER_CONTROL_PORT,
    apiKey: new Secret(env.PARTNER_API_KEY),
    callbackUrl: new URL(env.PARTNER_CALLBACK_URL),
    callbackSecret: new Secret(env.PARTNER_CALLBACK_SECRET),
    dataDir: env.PARTNER_DATA_DIR,
    thinkMs: env.PARTNER_THINK_MS,
    faults: env.PARTNER_FAULTS,
  };
}
