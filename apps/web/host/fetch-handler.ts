import pino from "pino";

import { type ComposeOptions, composeApp } from "./compose-app.ts";
import { ConfigurationError } from "./configuration-error.ts";

/**
 * The web app as one Fetch handler, for hosts that run it per request: functions and workers with Node's API. It listens to
 * nothing and holds no socket, and whatever one instance remembers is a shortcut that another does without: the session is
 * in the cookie. Files of the client build are for the host's own file server or CDN.
 *
 * @param options The configuration, the issuer and the Remix build.
 * @returns A handler that answers every request and never rejects.
 * @throws {ConfigurationError} In gateway mode, which needs a process that holds sockets.
 */
export function createFetchHandler(
  options: Omit<ComposeOptions, "log">,
): (request: Request) => Promise<Response> {
  const { env } = options;
  if (env.API_ACCESS !== "direct") {
    throw new ConfigurationError(
      "API_ACCESS is gateway, and a gateway holds sockets, which this host cannot. Set API_ACCESS=direct.",
    );
  }
  const { handler } = composeApp({ ...options, log: pino({ level: env.LOG_LEVEL, name: "web" }) });
  return (request) => {
    // A function may be reached by many names; links, redirects and origin checks use the configured one.
    const url = new URL(request.url);
    if (url.origin === env.WEB_ORIGIN.origin) return handler(request);
    return handler(new Request(new URL(url.pathname + url.search, env.WEB_ORIGIN), request));
  };
}
