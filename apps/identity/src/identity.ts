import type { EventEmitter } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Store } from "@potluck/file-store";
import { createAccounts } from "./accounts.ts";
import { assets } from "./assets.ts";
import { authorizeParameters, keySetCaching, userinfoForApiTokens } from "./auth0-habits.ts";
import type { IdentityOptions } from "./env.ts";
import { IdentityError } from "./errors.ts";
import { interactionPages } from "./interactions.ts";
import { loadKeys } from "./keys.ts";
import { logout } from "./logout.ts";
import { createProvider } from "./provider.ts";
import { openRecords } from "./records.ts";
import { BodyTooLarge } from "./request-body.ts";
import { acceptJson, tokenResponses } from "./token-endpoint.ts";

/** A running tenant. */
export interface Identity {
  /** With trailing slash. */
  issuer: string;
  port: number;
  /** Ends open connections and waits for the last write. */
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";

/**
 * Starts the tenant on 127.0.0.1.
 *
 * @param options What {@link parseEnvironment} reads.
 * @param report Receives one line per failure that nobody was told about.
 * @throws {@link IdentityError} `IDENTITY_PORT_BUSY`, `IDENTITY_DATA_UNREADABLE`
 */
export async function startIdentity(
  options: IdentityOptions,
  report: (line: string) => void,
): Promise<Identity> {
  // The port first: a second server of the same data folder stops here, before it touches the data.
  const server = createServer();
  const port = await listen(server, options.port);
  const issuer = options.issuer ?? `http://${HOST}:${port}/`;
  let store: Store | undefined;
  try {
    const open = async () => {
      store = await openRecords(options.dataDir);
      return createListener(issuer, options, store, report);
    };
    const listener = open();
    // Whoever asks before the data has been read waits for it.
    server.on(
      "request",
      (request, response) =>
        void listener.then(
          (answer) => answer(request, response),
          () => {},
        ),
    );
    await listener;
  } catch (error) {
    await stop(server, store);
    throw error;
  }
  return { issuer, port, stop: () => stop(server, store) };
}

async function createListener(
  issuer: string,
  options: IdentityOptions,
  store: Store,
  report: (line: string) => void,
) {
  const accounts = createAccounts(store);
  const keys = await loadKeys(store);
  const provider = createProvider({ issuer, options, store, accounts, keys });
  const { webOrigin } = options;

  provider.use(assets(accounts));
  provider.use(keySetCaching());
  provider.use(authorizeParameters());
  provider.use(tokenResponses());
  provider.use(userinfoForApiTokens(issuer, keys.signing, accounts));
  provider.use(logout(provider, options));
  provider.use(interactionPages({ issuer, webOrigin, provider, accounts, formKey: keys.form }));
  provider.on("server_error", (_ctx, error) => report(`identity: ${error.stack ?? error.message}`));
  // Koa's own channel, for failures outside the provider's routes; the provider's types leave it out.
  (provider as EventEmitter).on("error", (error: Error) => {
    if (!(error instanceof BodyTooLarge)) report(`identity: ${error.stack ?? error.message}`);
  });

  const handle = provider.callback();
  const { host } = new URL(issuer);
  return async (request: IncomingMessage, response: ServerResponse) => {
    // The tenant has one name, whichever name of this machine the request came by.
    request.headers.host = host;
    try {
      await handle(await acceptJson(request), response);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) report(`identity: ${String(error)}`);
      const status = error instanceof BodyTooLarge ? error.status : 500;
      response.writeHead(status, { connection: "close" }).end();
    }
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return reject(error);
      const message = `Identity cannot listen on ${HOST}:${port} (${error.code}); stop what uses it or set IDENTITY_PORT.`;
      reject(new IdentityError("IDENTITY_PORT_BUSY", message, { cause: error }));
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

async function stop(server: Server, store: Store | undefined): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
  await store?.close();
}
