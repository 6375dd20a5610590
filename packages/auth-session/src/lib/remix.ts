import type { AuthRequest } from "./auth-request.ts";
import type { AuthSession } from "./auth-session.ts";
import { AuthSessionError } from "./errors.ts";

/**
 * Wraps a Fetch handler so that every request is opened before it runs and every response is sealed after: the one place
 * where the session meets HTTP. Responses that the handler throws are answers too; other errors are the host's to report.
 *
 * @param session The app's sessions.
 * @param handler Usually Remix's request handler, given `{ auth }` as load context.
 * @returns A handler of requests.
 */
export function withAuth<U>(
  session: AuthSession<U>,
  handler: (request: Request, auth: AuthRequest<U>) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const page = documentPath(new URL(request.url));
    const auth = await session.open(request, page === null ? {} : { returnTo: page });
    const response = await handler(request, auth).catch((thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    });
    return auth.seal(page === null ? response : keepOnOrigin(request, response));
  };
}

/**
 * The session of the request a loader or action runs for.
 *
 * @param context Remix's load context, into which the host put `auth`.
 * @returns The session, typed as the app's.
 * @throws {AuthSessionError} `SESSION_CONTEXT_MISSING` when the host does not use {@link withAuth}.
 */
export function getAuth<U>(context: { readonly auth?: unknown }): AuthRequest<U> {
  const { auth } = context;
  if (typeof auth === "object" && auth !== null && "seal" in auth) return auth as AuthRequest<U>;
  throw new AuthSessionError(
    "SESSION_CONTEXT_MISSING",
    "The load context has no auth. Wrap Remix's request handler in withAuth and pass { auth } as load context.",
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

/** A data request is made by fetch: it can follow no redirect to another origin, and must not send the browser's data there. */
function keepOnOrigin(request: Request, response: Response): Response {
  const location = response.headers.get("location");
  if (response.status < 300 || response.status > 399 || location === null) return response;
  if (new URL(location, request.url).origin === new URL(request.url).origin) return response;
  return new Response("Reload the page to continue.", { status: 409, headers: { "x-remix-reload-document": "true" } });
}
