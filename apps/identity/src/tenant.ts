import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Store } from "@potluck/file-store";
import type { Clock } from "./clock.ts";
import { createCounters, type Counters } from "./counters.ts";
import type { IdentityOptions } from "./env.ts";
import { createFaultInjector, type FaultInjector } from "./faults/fault-injector.ts";
import { faultyAnswers } from "./faults/faulty-answers.ts";
import { authorizeParameters } from "./hosted/authorization-request.ts";
import { hostedPages } from "./hosted/hosted-pages.ts";
import { assets } from "./http/assets.ts";
import { BodyTooLarge } from "./http/request-body.ts";
import { loadKeys, type Keys } from "./keys.ts";
import { createAccounts } from "./people/accounts.ts";
import { createOrganizations, type Organizations } from "./people/organizations.ts";
import { createProvider, type Settings } from "./provider.ts";
import { logout } from "./sessions/logout.ts";
import { createSessions, type Sessions } from "./sessions/sessions.ts";
import { createFamilies, type Families } from "./tokens/families.ts";
import { keySetCaching } from "./tokens/key-set-caching.ts";
import { readTokenRequest } from "./tokens/token-request.ts";
import { tokenResponses } from "./tokens/token-response.ts";
import { userinfoForApiTokens } from "./tokens/userinfo.ts";

/** What lies outside the tenant. */
export interface Surroundings {
  /** With trailing slash. */
  issuer: string;
  options: IdentityOptions;
  store: Store;
  clock: Clock;
  /** Receives one line per failure that nobody was told about. */
  report: (line: string) => void;
}

/** The tenant behind its ports. */
export interface Tenant {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly counters: Counters;
  readonly faults: FaultInjector;
  readonly families: Families;
  readonly keys: Keys;
  readonly organizations: Organizations;
  readonly sessions: Sessions;
  readonly settings: Settings;
}

/** Puts the tenant together on what the store remembers. */
export async function createTenant(surroundings: Surroundings): Promise<Tenant> {
  const { issuer, options, store, clock, report } = surroundings;
  const counters = createCounters();
  const faults = createFaultInjector(options.faults);
  const settings: Settings = { accessTokenTtl: options.accessTokenTtl };
  const accounts = createAccounts(store, clock);
  const organizations = createOrganizations(store, clock);
  const families = createFamilies(store, clock, (cause) => (counters.families[cause] += 1));
  const keys = await loadKeys(store, clock);
  const sessions = createSessions({
    ...surroundings,
    keys,
    counters,
    provider: () => current.provider,
    backchannelLogoutUrl: options.backchannelLogoutUrl,
  });
  const { host } = new URL(issuer);

  const build = () => {
    const parts = { ...surroundings, settings, accounts, organizations, families, keys };
    const provider = createProvider(parts);
    provider.use(assets(accounts));
    provider.use(faultyAnswers(faults, counters));
    provider.use(keySetCaching());
    provider.use(authorizeParameters());
    provider.use(tokenResponses());
    provider.use(userinfoForApiTokens(parts));
    provider.use(logout({ provider, options, sessions }));
    provider.use(hostedPages({ ...parts, provider, webOrigin: options.webOrigin, formKey: keys.form }));
    provider.on("server_error", (_ctx, error) => report(`identity: ${error.stack ?? error.message}`));
    // Koa's own channel, for failures outside the provider's routes; the provider's types leave it out.
    (provider as EventEmitter).on("error", (error: Error) => {
      if (!(error instanceof BodyTooLarge)) report(`identity: ${error.stack ?? error.message}`);
    });
    return { provider, handle: provider.callback(), keySet: nameKeySet(keys) };
  };
  let current = build();
  /** The provider takes its keys once: another key set wants another provider. Everything it remembers is in the store. */
  const withCurrentKeys = () => {
    if (current.keySet !== nameKeySet(keys)) current = build();
    return current;
  };

  return {
    counters,
    faults,
    families,
    keys,
    organizations,
    sessions,
    settings,
    answer: (request, response) =>
      clock.run(async () => {
        // The tenant has one name, whichever name of this machine the request came by.
        request.headers.host = host;
        try {
          await withCurrentKeys().handle(await readTokenRequest(request), response);
        } catch (error) {
          // The client went away while it sent its request.
          if ((error as NodeJS.ErrnoException).code === "ECONNRESET") return;
          if (!(error instanceof BodyTooLarge)) report(`identity: ${String(error)}`);
          const status = error instanceof BodyTooLarge ? error.status : 500;
          response.writeHead(status, { connection: "close" }).end();
        }
      }),
  };
}

function nameKeySet(keys: Keys): string {
  return keys
    .published()
    .map(({ kid }) => kid)
    .join(" ");
}
