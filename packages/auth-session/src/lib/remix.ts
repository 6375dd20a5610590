import type { AuthRequest } from "./auth-request.ts";
import type { AuthSession } from "./auth-session.ts";
import { AuthSessionError } from "./errors.ts";

/** Opens the session of one request, once, when somebody first asks. */
export type OpenSession<U> = () => Promise<AuthRequest<U>>;

/** Makes the router in the browser follow a redirect by loading the page: fetch cannot go to the provider. */
const documentRedirect = { "X-Remix-Reload-Document": "true" };

/**
 * Wraps a Fetch handler: the one place where the session meets HTTP. A response to a request whose session was opened is
 * sealed; one that never asked who is there stays cacheable. Responses that the handler throws are answers too; other
 * errors are the host's to report.
 *
 * @param session The app's sessions.
 * @param handler Usually Remix's request handler, given `{ openSession }` as load context.
 * @returns A handler of requests.
 */
export function withAuth<U>(
  session: AuthSession<U>,
  handler: (request: Request, openSession: OpenSession<U>) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const page = documentPath(new URL(request.url));
    let opened: Promise<AuthRequest<U>> | undefined;
    const openSession = () =>
      (opened ??= session.open(request, { documentRedirect, ...(page !== null && { returnTo: page }) }));
    const response = await handler(request, openSession).catch((thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    });
    const answer = page === null ? response : keepOnOrigin(request, response);
    return opened ? (await opened).seal(answer) : answer;
  };
}

/**
 * The session of the request a loader or action runs for.
 *
 * @param context Remix's load context, into which the host put `openSession`.
 * @returns The session, typed as the app's.
 * @throws {AuthSessionError} `SESSION_CONTEXT_MISSING` when the host does not use {@link withAuth}.
 */
export function getAuth<U>(context: { readonly openSession?: OpenSession<U> }): Promise<AuthRequest<U>> {
  const { openSession } = context;
  if (typeof openSession === "function") return openSession();
  throw new AuthSessionError(
    "SESSION_CONTEXT_MISSING",
    "The load context has no openSession. Wrap Remix's request handler in withAuth and pass { openSession } as load context.",
  );
}

/** The page a single-fetch data request (`/dinners.data`, `/_root.data`) is for; null for every other request. */
function documentPath(url: URL): string | null {
  if (!url.pathname.endsWith(".data")) return null;
  const path = url.pathname.slice(0, -".data".length);
  const query = new URLSearchParams(url.search);
  query.delete("_routes");
  const search = query.size > 0 ? `?${query.toString()}` : "";
  return (path === "/_root" ? "/" : path) + search;
}

/** A data request is made by fetch, which cannot follow a redirect to another origin: the page has to go there itself. */
function keepOnOrigin(request: Request, response: Response): Response {
  const location = response.headers.get("location");
  if (response.status < 300 || response.status > 399 || location === null) return response;
  if (new URL(location, request.url).origin === new URL(request.url).origin) return response;
  return new Response("Reload the page to continue.", { status: 409 });
}
