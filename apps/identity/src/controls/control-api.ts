import type { RequestListener } from "node:http";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { IdentityOptions } from "../env.ts";
import { noFaults, parseFaults } from "../faults/faults.ts";
import { BadRequest, createJsonEdge, type JsonAnswer, type JsonRoutes } from "../http/json-edge.ts";
import type { Tenant } from "../tenant.ts";
import { invitationLink } from "./invitation-link.ts";

const DAYS_S = 24 * 3600;
const FURTHEST_MS = 400 * DAYS_S * 1000;

const clockSchema = z.strictObject({ offsetMs: z.int().min(-FURTHEST_MS).max(FURTHEST_MS) });
const ttlSchema = z.strictObject({
  seconds: z
    .int()
    .min(1)
    .max(30 * DAYS_S),
});
const rotateSchema = z.strictObject({
  keepSeconds: z
    .int()
    .min(0)
    .max(30 * DAYS_S)
    .default(3600),
});
const revokeSchema = z.union(
  [z.strictObject({ sub: z.string().min(1) }), z.strictObject({ refreshToken: z.string().min(1) })],
  "Send either sub or refreshToken.",
);
const personSchema = z.strictObject({ sub: z.string().min(1) });
const inviteSchema = z.strictObject({ organization: z.string().min(1), email: z.email() });

/** What the controls work with. */
export interface ControlParts {
  tenant: Tenant;
  clock: Clock;
  options: IdentityOptions;
  report: (line: string) => void;
}

/** Answers the controls for tests: what goes wrong, what the tenant's administrator does, and what has happened so far. */
export function createControls({ tenant, clock, options, report }: ControlParts): RequestListener {
  const { counters, faults, families, keys, organizations, sessions, settings } = tenant;

  const state = () => ({
    counters,
    faults: faults.faults,
    clock: { offsetMs: clock.offsetMs },
    accessTokenTtl: settings.accessTokenTtl,
    keys: keys.published().map(({ kid }) => kid),
  });
  const routes: JsonRoutes = {
    "GET /state": () => ok(state()),
    "GET /faults": () => ok(faults.faults),
    "POST /faults": (body) => {
      try {
        faults.set(parseFaults(body, faults.faults));
      } catch (error) {
        throw new BadRequest(error instanceof Error ? error.message : String(error));
      }
      return ok(faults.faults);
    },
    "POST /reset": () => {
      faults.set(noFaults);
      clock.setOffset(0);
      settings.accessTokenTtl = options.accessTokenTtl;
      return ok(state());
    },
    "POST /clock": (body) => {
      clock.setOffset(read(clockSchema, body).offsetMs);
      return ok({ offsetMs: clock.offsetMs });
    },
    "POST /access-token-ttl": (body) => {
      settings.accessTokenTtl = read(ttlSchema, body).seconds;
      return ok({ seconds: settings.accessTokenTtl });
    },
    "POST /rotate-key": async (body) => {
      await keys.rotate(read(rotateSchema, body).keepSeconds);
      return ok({ keys: state().keys });
    },
    "POST /revoke": async (body) => {
      const given = read(revokeSchema, body);
      if ("sub" in given) return ok({ families: await families.endAllOf(given.sub, "control") });
      const grantId = families.grantOf(given.refreshToken);
      if (grantId === undefined) throw new BadRequest("No family has this refresh token.");
      await families.end(grantId, "control");
      return ok({ families: 1 });
    },
    "POST /end-sessions": async (body) => {
      const { sub } = read(personSchema, body);
      return ok({ sessions: await clock.run(() => sessions.endAllOf(sub)) });
    },
    "POST /invite": async (body) => {
      const { organization: idOrName, email } = read(inviteSchema, body);
      const organization = organizations.find(idOrName);
      if (!organization) throw new BadRequest(`There is no organization ${idOrName}.`);
      const { ticket } = await organizations.invite(organization, email);
      const link = invitationLink(options.webOrigin, organization, ticket);
      return ok({ invitation: ticket, organization: organization.id, url: link.href });
    },
  };
  return createJsonEdge(routes, report);
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BadRequest(z.prettifyError(parsed.error).replaceAll("\n", " "));
}

function ok(body: unknown): JsonAnswer {
  return { status: 200, body };
}
