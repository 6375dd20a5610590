import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScratchPostgres } from "@potluck/local-postgres";
import { createSecrets, describeServices } from "@potluck/scripts/services";
import type { ServiceName, SystemSecrets } from "@potluck/scripts/services";
import { freePort } from "./free-port.ts";
import { createServiceHandle } from "./service-handle.ts";

/** The services of a system, by the names that tests use. */
export type SystemPart = "web" | "hasura" | "identity" | "functions" | "partner";

/** What a test's system differs in from the one of `pnpm dev`. */
export interface StartSystemOptions {
  /** `production` (the default) serves what `pnpm build` made, `development` the sources through Vite. */
  web?: "production" | "development";
  /** How browsers reach the API: through the gateway unless given. */
  apiAccess?: "gateway" | "direct";
  /** Lifetime of access tokens in seconds; absent: the provider's default. */
  accessTokenTtl?: number;
  /** Whether the demo people have their demo dinners; true if absent. */
  seed?: boolean;
  /** Path of the web app to which the identity provider delivers logout tokens; absent: it delivers none. */
  backchannelLogoutPath?: string;
  /** What goes wrong at the booking partner whenever it starts, as JSON; absent: nothing. */
  partnerFaults?: string;
  /** Where the API finds the functions, for something in between; absent: where they are. */
  functionsUrlForApi?: string;
  /** The services to start; all if absent. */
  parts?: readonly SystemPart[];
}

/** A whole system of its own: random secrets, free ports, a scratch database. */
export interface System {
  /** Base address of each service, without a slash at the end. */
  readonly urls: Readonly<Record<SystemPart, string>>;
  /** Base address of the identity provider's controls, without a slash at the end; see `createIdentityControls`. */
  readonly identityControlUrl: string;
  /** Base address of the booking partner's fault controls, without a slash at the end. */
  readonly partnerControlUrl: string;
  readonly secrets: SystemSecrets;
  /** Connection string of the database that `hasura` works on. */
  readonly databaseUrl: string;
  /** Everything a service has written so far. */
  logs(part: SystemPart): string;
  /** Process id of a service, for those who measure it; undefined while it doesn't run. */
  pid(part: SystemPart): number | undefined;
  /** Kills a service (SIGKILL) and resolves when it is gone. */
  kill(part: SystemPart): Promise<void>;
  /** Starts a service again, ending it first where it is running, and resolves when it is healthy. */
  restart(part: SystemPart): Promise<void>;
  /** Ends everything and removes the data. */
  stop(): Promise<void>;
}

const names: Readonly<Record<SystemPart, ServiceName>> = {
  identity: "identity",
  functions: "functions",
  hasura: "hasura-local",
  partner: "booking-partner",
  web: "web",
};

/**
 * Starts the services as processes of their own and waits until each is healthy. Nothing of it survives this process, even
 * if that is killed.
 *
 * @throws {Error} with the log of the service that doesn't start
 */
export async function startSystem(options: StartSystemOptions = {}): Promise<System> {
  const dataDir = await mkdtemp(join(tmpdir(), "potluck-system-"));
  const postgres = await startScratchPostgres();
  const secrets = createSecrets();
  const identityControl = await freePort();
  const partnerControl = await freePort();
  const services = describeServices({
    dataDir,
    secrets,
    ports: {
      identity: await freePort(),
      functions: await freePort(),
      "hasura-local": await freePort(),
      "booking-partner": await freePort(),
      web: await freePort(),
    },
    web: options.web ?? "production",
    apiAccess: options.apiAccess ?? "gateway",
    accessTokenTtl: options.accessTokenTtl,
    identityControl,
    backchannelLogoutPath: options.backchannelLogoutPath,
    partnerControl,
    partnerFaults: options.partnerFaults,
    functionsUrlForApi: options.functionsUrlForApi,
    databaseUrl: postgres.url,
    demo: options.seed ?? true,
    watch: false,
  });
  const handle = (part: SystemPart) => createServiceHandle(services[names[part]], process.env);
  const handles = {
    identity: handle("identity"),
    functions: handle("functions"),
    hasura: handle("hasura"),
    partner: handle("partner"),
    web: handle("web"),
  };

  async function stop(): Promise<void> {
    await Promise.all(Object.values(handles).map((running) => running.stop()));
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  try {
    const parts = options.parts ?? (Object.keys(names) as SystemPart[]);
    if (parts.includes("identity")) await handles.identity.start();
    await Promise.all(parts.filter((part) => part !== "identity").map((part) => handles[part].start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: {
      identity: services.identity.url,
      functions: services.functions.url,
      hasura: services["hasura-local"].url,
      partner: services["booking-partner"].url,
      web: services.web.url,
    },
    identityControlUrl: `http://127.0.0.1:${identityControl}`,
    partnerControlUrl: `http://127.0.0.1:${partnerControl}`,
    secrets,
    databaseUrl: postgres.url,
    logs: (part) => handles[part].logs(),
    pid: (part) => handles[part].pid(),
    kill: (part) => handles[part].kill(),
    restart: async (part) => {
      await handles[part].stop();
      await handles[part].start();
    },
    stop,
  };
}
