import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";

import { createAuthSession } from "@potluck/auth-session";
import { mintSession } from "@potluck/auth-session/testing";
import {
  APP_METADATA_CLAIM,
  appMetadata,
  HASURA_CLAIMS_NAMESPACE,
  hasuraClaims,
  USER_METADATA_CLAIM,
  userMetadata,
} from "@potluck/contracts";
import { Secret } from "@potluck/contracts/secret";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const folder = fileURLToPath(new URL("../../../docs/guides/auth0/", import.meta.url));
const keywords = { WEB_ORIGIN: "https://potluck.example", API_AUDIENCE: "https://api.potluck.example" };

/** The parts of the deploy CLI's schema that the file uses; strict, so that a misspelt key is found here and not ignored there. */
const tenantFile = z.strictObject({
  tenant: z.strictObject({
    friendly_name: z.string(),
    session_lifetime: z.number(),
    idle_session_lifetime: z.number(),
    oidc_logout: z.strictObject({ rp_logout_end_session_endpoint_discovery: z.boolean() }),
    flags: z.strictObject({
      revoke_refresh_token_grant: z.boolean(),
      enable_dynamic_client_registration: z.boolean(),
    }),
  }),
  resourceServers: z.tuple([
    z.strictObject({
      name: z.string(),
      identifier: z.string(),
      signing_alg: z.enum(["RS256", "PS256", "HS256"]),
      token_dialect: z.enum([
        "access_token",
        "access_token_authz",
        "rfc9068_profile",
        "rfc9068_profile_authz",
      ]),
      token_lifetime: z.int(),
      token_lifetime_for_web: z.int(),
      allow_offline_access: z.boolean(),
      skip_consent_for_verifiable_first_party_clients: z.boolean(),
      enforce_policies: z.boolean(),
    }),
  ]),
  clients: z.tuple([
    z.strictObject({
      name: z.string(),
      app_type: z.enum(["regular_web", "spa", "native", "non_interactive"]),
      is_first_party: z.boolean(),
      oidc_conformant: z.boolean(),
      token_endpoint_auth_method: z.enum(["none", "client_secret_post", "client_secret_basic"]),
      grant_types: z.array(z.string()),
      callbacks: z.array(z.url()),
      allowed_logout_urls: z.array(z.url()),
      initiate_login_uri: z.url(),
      allowed_origins: z.array(z.string()),
      web_origins: z.array(z.string()),
      cross_origin_authentication: z.boolean(),
      jwt_configuration: z.strictObject({
        alg: z.enum(["RS256", "PS256", "HS256"]),
        lifetime_in_seconds: z.int(),
      }),
      refresh_token: z.strictObject({
        rotation_type: z.enum(["rotating", "non-rotating"]),
        expiration_type: z.enum(["expiring", "non-expiring"]),
        leeway: z.int(),
        token_lifetime: z.int(),
        infinite_token_lifetime: z.boolean(),
        idle_token_lifetime: z.int(),
        infinite_idle_token_lifetime: z.boolean(),
      }),
      oidc_logout: z.strictObject({
        backchannel_logout_urls: z.array(z.url()).max(1),
        backchannel_logout_initiators: z.strictObject({
          mode: z.enum(["custom", "all"]),
          selected_initiators: z.array(
            z.enum([
              "rp-logout",
              "idp-logout",
              "password-changed",
              "session-expired",
              "session-revoked",
              "account-deleted",
              "email-identifier-changed",
              "mfa-phone-unenrolled",
              "account-deactivated",
            ]),
          ),
        }),
      }),
    }),
  ]),
  guardianFactors: z.array(z.strictObject({ name: z.string(), enabled: z.boolean() })),
  guardianPolicies: z.strictObject({ policies: z.array(z.enum(["all-applications", "confidence-score"])) }),
  actions: z.tuple([
    z.strictObject({
      name: z.string(),
      code: z.string(),
      runtime: z.string(),
      dependencies: z.array(z.unknown()),
      secrets: z.array(z.unknown()),
      supported_triggers: z.tuple([z.strictObject({ id: z.literal("post-login"), version: z.string() })]),
      deployed: z.literal(true),
    }),
  ]),
  triggers: z.strictObject({
    "post-login": z.array(z.strictObject({ action_name: z.string(), display_name: z.string() })),
  }),
});

/** A person with a session that can be neither renewed nor revoked, so that nothing is asked of a tenant. */
const ada = { userId: "auth0|ada", user: {}, accessToken: "an-opaque-access-token" };

/** As the deploy CLI replaces them: as they are, without quotes. */
async function readWithKeywords(path: string): Promise<string> {
  const text = await readFile(folder + path, "utf8");
  return text.replace(/##(\w+)##/g, (_match, name: string) => {
    if (name in keywords) return keywords[name as keyof typeof keywords];
    throw new Error(`The guide does not say what ##${name}## is.`);
  });
}

describe("docs/guides/auth0/tenant.yaml", () => {
  let file: z.infer<typeof tenantFile>;
  beforeAll(async () => {
    file = tenantFile.parse(parse(await readWithKeywords("tenant.yaml")));
  });

  /** A session as the web host makes it for such a tenant. */
  const options = () => ({
    issuer: "https://potluck.eu.auth0.com/",
    clientId: "client",
    clientSecret: new Secret("a secret of the client"),
    audience: keywords.API_AUDIENCE,
    appOrigin: keywords.WEB_ORIGIN,
    keys: [{ id: "k1", secret: randomBytes(32) }],
    onLogin: () => Promise.resolve({}),
  });
  const post = (path: string) =>
    new Request(keywords.WEB_ORIGIN + path, { method: "POST", headers: { origin: keywords.WEB_ORIGIN } });

  it("lets the app do what its session does: code flow, its callback, its way back after signing out, its API", async () => {
    const [client] = file.clients;
    const [api] = file.resourceServers;
    const session = createAuthSession(options());
    const login = await session.login(new Request(`${keywords.WEB_ORIGIN}/auth/login`));
    const asked = new URL(login.headers.get("location") ?? "").searchParams;
    expect(client.callbacks).toEqual([asked.get("redirect_uri")]);
    expect(api.identifier).toBe(asked.get("audience"));
    expect(asked.get("response_type")).toBe("code");
    expect(client.grant_types).toEqual(["authorization_code", "refresh_token"]);
    expect(asked.get("scope")?.split(" ")).toContain("offline_access");
    expect(api.allow_offline_access).toBe(true);
    const logout = await session.logout(post("/auth/logout"));
    const back = new URL(logout.headers.get("location") ?? "").searchParams.get("post_logout_redirect_uri");
    expect(client.allowed_logout_urls).toContain(back);
  });

  it("names paths that the web app has", () => {
    const [client] = file.clients;
    const paths = [client.initiate_login_uri, ...client.callbacks];
    for (const path of paths.map((url) => new URL(url).pathname.slice(1))) {
      const route = fileURLToPath(new URL(`../app/routes/${path.replaceAll("/", ".")}.ts`, import.meta.url));
      expect([path, existsSync(route)]).toEqual([path, true]);
    }
  });

  it("rotates refresh tokens with the overlap that lost answers need, and keeps them as long as a session may last", async () => {
    const [{ refresh_token: refresh }] = file.clients;
    expect(refresh).toMatchObject({ rotation_type: "rotating", expiration_type: "expiring", leeway: 30 });
    expect([refresh.infinite_token_lifetime, refresh.infinite_idle_token_lifetime]).toEqual([false, false]);
    const own = options();
    const { cookie, setCookie } = await mintSession(own, ada);
    const headers = { origin: keywords.WEB_ORIGIN, cookie };
    const logout = await createAuthSession(own).logout(new Request(post("/auth/logout"), { headers }));
    // A session cookie lives as long as a session may be idle, a tombstone as long as a session may last at all.
    const tombstone = logout.headers.getSetCookie().find((line) => line.startsWith("__Host-session-out="));
    const [idleS, absoluteS] = [setCookie, tombstone ?? ""].map((line) =>
      Number(/Max-Age=(\d+)/.exec(line)?.[1]),
    );
    expect([refresh.idle_token_lifetime, refresh.token_lifetime]).toEqual([idleS, absoluteS]);
  });

  it("signs as the app and Hasura verify, and keeps tokens short, authenticated as the app does it", () => {
    const [client] = file.clients;
    const [api] = file.resourceServers;
    expect([api.signing_alg, client.jwt_configuration.alg]).toEqual(["RS256", "RS256"]);
    expect([api.token_lifetime, api.token_lifetime_for_web]).toEqual([900, 900]);
    expect(client.token_endpoint_auth_method).toBe("client_secret_post");
    expect(file.tenant.flags.revoke_refresh_token_grant).toBe(false);
  });

  it("says in the guide why each setting is as it is", async () => {
    const guide = await readFile(`${folder}../auth0.md`, "utf8");
    const [client] = file.clients;
    const settings = [
      ...Object.keys(file.tenant).filter((name) => name !== "friendly_name"),
      ...Object.keys(file.tenant.flags),
      ...Object.keys(file.resourceServers[0]),
      ...Object.keys(client),
      ...Object.keys(client.refresh_token),
      ...Object.keys(file),
    ].filter((name) => !["name", "flags", "tenant", "clients", "resourceServers"].includes(name));
    expect(settings.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
    for (const keyword of Object.keys(keywords)) expect(guide).toContain(`"${keyword}"`);
  });

  describe("its post-login action", () => {
    type Claims = Record<string, unknown>;

    async function run(event: object) {
      const [action] = file.actions;
      expect(file.triggers["post-login"].map((bound) => bound.action_name)).toEqual([action.name]);
      const exported: { onExecutePostLogin?: (event: object, api: object) => Promise<void> } = {};
      runInNewContext(await readWithKeywords(action.code.replace(/^\.\//, "")), { exports: exported });
      const made = { access: {} as Claims, id: {} as Claims, factors: [] as unknown[] };
      await exported.onExecutePostLogin?.(event, {
        accessToken: { setCustomClaim: (name: string, value: unknown) => void (made.access[name] = value) },
        idToken: { setCustomClaim: (name: string, value: unknown) => void (made.id[name] = value) },
        multifactor: { enable: (...given: unknown[]) => void made.factors.push(given) },
      });
      return made;
    }

    const event = (more: object = {}) => ({
      user: {
        user_id: "auth0|ada",
        user_metadata: { diet: "vegetarian", shoe_size: 38 },
        app_metadata: { member_since: "2024-05-01", plan: "free" },
      },
      resource_server: { identifier: keywords.API_AUDIENCE },
      transaction: { acr_values: [], protocol: "oidc-basic-profile" },
      ...more,
    });

    it("adds the claims that the API and the app read, under their names, and no more", async () => {
      const { access, id, factors } = await run(event());
      expect(Object.keys(access)).toEqual([HASURA_CLAIMS_NAMESPACE]);
      expect(hasuraClaims.strict().parse(access[HASURA_CLAIMS_NAMESPACE])).toEqual({
        "x-hasura-allowed-roles": ["user"],
        "x-hasura-default-role": "user",
        "x-hasura-user-id": "auth0|ada",
      });
      expect(userMetadata.parse(id[USER_METADATA_CLAIM])).toEqual({ diet: "vegetarian" });
      expect(appMetadata.parse(id[APP_METADATA_CLAIM])).toEqual({ member_since: "2024-05-01" });
      expect(Object.keys(id)).toHaveLength(2);
      expect(factors).toEqual([]);
    });

    it("keeps the API's claims out of tokens for other APIs, and leaves out what a person has not said", async () => {
      const other = await run(event({ resource_server: { identifier: "https://other.example" } }));
      expect(other.access).toEqual({});
      const { id } = await run(event({ user: { user_id: "auth0|new" } }));
      expect(id).toEqual({});
    });

    it("asks for another factor when the app does, and not when a token is refreshed", async () => {
      const own = options();
      const session = createAuthSession(own);
      const { cookie } = await mintSession(own, ada);
      const auth = await session.open(new Request(keywords.WEB_ORIGIN, { headers: { cookie } }));
      const path = await Promise.resolve()
        .then(() => auth.requireMultiFactor())
        .then(
          () => "",
          (thrown: unknown) => (thrown as Response).headers.get("location") ?? "",
        );
      const login = await session.login(new Request(keywords.WEB_ORIGIN + path));
      const asked = new URL(login.headers.get("location") ?? "").searchParams.get("acr_values")?.split(" ");
      const transaction = { acr_values: asked, protocol: "oidc-basic-profile" };
      expect((await run(event({ transaction }))).factors).toEqual([["any", { allowRememberBrowser: false }]]);
      const refreshing = { ...transaction, protocol: "oauth2-refresh-token" };
      expect((await run(event({ transaction: refreshing }))).factors).toEqual([]);
    });
  });
});
