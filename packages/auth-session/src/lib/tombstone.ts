import type { Config } from "./config.ts";
import { readCookies } from "./cookies.ts";
import { macOf } from "./key-ring.ts";

/*
 * Cookie "<name>-out": what was signed out in this browser. A response that was under way during sign-out may put the
 * session cookie back; the tombstone makes it worthless. Entries "<key id>.<seconds, base 36>.<HMAC(sid, seconds)>",
 * joined by "~". It proves nothing to anybody but us and names nothing.
 */
const MAX_ENTRIES = 4;
const PURPOSE = "tombstone";

function entriesOf(config: Config, request: Request): string[] {
  const values = readCookies(request.headers.get("cookie"), config.names.tombstone);
  return values.flatMap((value) => value.split("~")).slice(-MAX_ENTRIES);
}

/**
 * @param config The configuration.
 * @param request A request.
 * @param sid Id of a session.
 * @returns Whether the browser that sent the request has signed out of that session.
 */
export async function isTombstoned(config: Config, request: Request, sid: string): Promise<boolean> {
  for (const entry of entriesOf(config, request)) {
    const [keyId = "", time = "", mac = ""] = entry.split(".");
    if (mac !== "" && (await macOf(config.ring, keyId, [PURPOSE, sid, time])) === mac) return true;
  }
  return false;
}

/**
 * @param config The configuration.
 * @param request The request that signs out.
 * @param sid Id of the session that ends.
 * @returns The `Set-Cookie` value; it outlives the session it buries.
 */
export async function tombstoneSetCookie(config: Config, request: Request, sid: string): Promise<string> {
  const time = Math.floor(config.clock.now() / 1000).toString(36);
  const keyId = config.ring.current.id;
  const mac = (await macOf(config.ring, keyId, [PURPOSE, sid, time])) ?? "";
  const entries = [...entriesOf(config, request), `${keyId}.${time}.${mac}`].slice(-MAX_ENTRIES);
  return config.cookies.write(config.names.tombstone, entries.join("~"), config.absoluteS);
}
