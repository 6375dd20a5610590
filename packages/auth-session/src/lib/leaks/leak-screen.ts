import type { Secret } from "@potluck/contracts/secret";
import type { Config } from "../config.ts";
import { AuthSessionError } from "../errors.ts";
import { markPrivate } from "../opened-request.ts";
import type { SessionKey } from "../options.ts";
import { RENEWAL_HEADER } from "../renewal-protocol.ts";
import { crossSiteReason } from "../same-origin.ts";
import { openSealed, readSession } from "../session-cookie.ts";
import type { SealedSession } from "../session-record.ts";
import { type Leak, LeakError } from "./leak-error.ts";
import { NeedleSet } from "./needle-set.ts";
import { screenResponse } from "./screen-response.ts";
import { secretForms } from "./secret-forms.ts";

/** What happens to a response that carries a secret. */
export interface LeakOptions {
  /**
   * `throw`: the screening fails, for development. `block` (default): the answer is 500 instead. `log`: it goes out, and the
   * log says so. A stream that has begun is cut by the first two.
   */
  action?: "throw" | "block" | "log";
  /** More secrets to keep in, by name, such as the API's admin secret where the process has it. At least 12 characters. */
  secrets?: Readonly<Record<string, Secret>>;
}

/** What {@link createLeakScreen} needs. */
export interface LeakScreenParts {
  config: Config;
  /** Secrets shared with the provider, by name. */
  shared: Readonly<Record<string, Secret>>;
  keys: readonly SessionKey[];
  browserTokens: boolean;
  /** The newest session this process knows of, if it is newer. */
  newest: (session: SealedSession) => SealedSession | null;
  leaks: LeakOptions;
}

/**
 * @param parts Configuration and secrets.
 * @returns Looks through one response before it is sent.
 * @throws {AuthSessionError} `SESSION_CONFIG` when a secret is too short to be told from ordinary text.
 */
export function createLeakScreen(
  parts: LeakScreenParts,
): (request: Request, response: Response) => Promise<Response> {
  const { config, leaks } = parts;
  const ours = ownSecrets(parts);

  return async (request, response) => {
    const ownCookies = response.headers.getSetCookie().filter((cookie) => isOwn(config, cookie));
    const sessions = await sessionsOf(parts, request, ownCookies);
    // In direct mode the page's script may be given the access token, when it asks as only it can.
    const givesToken = parts.browserTokens && isRenewal(config, request);
    try {
      return await screenResponse(response, {
        needles: new NeedleSet([...ours, ...sessionSecrets(sessions, givesToken)]),
        isExempt: (name, value) => name === "set-cookie" && ownCookies.includes(value),
        onLeak(leak: Leak) {
          config.log({ type: "leak", action: leaks.action ?? "block", ...leak });
          if (leaks.action !== "log") throw new LeakError(leak);
        },
      });
    } catch (error) {
      if (!(error instanceof LeakError) || leaks.action === "throw") throw error;
      return blocked(ownCookies);
    }
  };
}

function ownSecrets({ shared, keys, leaks }: LeakScreenParts) {
  const more = Object.entries(leaks.secrets ?? {}).flatMap(([name, secret]) => {
    const forms = secretForms(name, secret.reveal());
    if (forms.length > 0) return forms;
    const text = `The secret "${name}" is too short to be told from ordinary text. Give one of at least 12 characters.`;
    throw new AuthSessionError("SESSION_CONFIG", text);
  });
  const spellings = keys.flatMap(({ secret }) => {
    const bytes = Buffer.from(secret);
    return [bytes.toString("base64url"), bytes.toString("base64"), bytes.toString("hex")];
  });
  return [
    ...Object.entries(shared).flatMap(([name, secret]) => secretForms(name, secret.reveal())),
    ...spellings.flatMap((text) => secretForms("session key", text)),
    ...more,
  ];
}

/** What the request brought, what replaced it meanwhile, and what the response puts in its place. */
async function sessionsOf(
  { config, newest }: LeakScreenParts,
  request: Request,
  ownCookies: readonly string[],
): Promise<SealedSession[]> {
  const presented = await readSession(config, request);
  const sessions = presented ? [presented, newest(presented)] : [];
  for (const cookie of ownCookies) {
    const value = new RegExp(`^${config.names.session}=([^;]+)`).exec(cookie)?.[1];
    if (value !== undefined) sessions.push(await openSealed(config, value));
  }
  const different = new Map(sessions.flatMap((session) => (session ? [[session.sealed, session]] : [])));
  return [...different.values()];
}

function sessionSecrets(sessions: readonly SealedSession[], givesToken: boolean) {
  return sessions.flatMap(({ record, sealed }) => [
    ...secretForms("session cookie", sealed),
    ...(record.refreshToken === null ? [] : secretForms("refresh token", record.refreshToken)),
    ...(givesToken ? [] : secretForms("access token", record.accessToken)),
  ]);
}

function isOwn({ names }: Config, cookie: string): boolean {
  return [`${names.session}=`, `${names.tombstone}=`, names.transaction].some((start) =>
    cookie.startsWith(start),
  );
}

function isRenewal({ origins }: Config, request: Request): boolean {
  return crossSiteReason(request, { origins, header: RENEWAL_HEADER, json: true }) === null;
}

/** Says nothing of why; what the session itself has to say still reaches the browser. */
function blocked(ownCookies: readonly string[]): Response {
  const headers = new Headers({ "content-type": "text/plain; charset=utf-8" });
  for (const cookie of ownCookies) headers.append("set-cookie", cookie);
  markPrivate(headers);
  return new Response("Something went wrong on our side. Nothing was changed by showing you this.", {
    status: 500,
    headers,
  });
}
