import type { ActionFunctionArgs } from "@remix-run/server-runtime";
import { redirect } from "@remix-run/server-runtime";

import { requireRecentProof } from "../services/recent-proof.server.ts";

/**
 * Ends the session here, in other tabs and at the identity provider; with `?everywhere` all sessions of the person. Whoever finds a
 * browser open may end its session, but not those of all the person's other devices (OWASP ASVS 5.0, 7.5.2).
 */
export async function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  const everywhere = new URL(request.url).searchParams.has("everywhere");
  if (everywhere) requireRecentProof(await context.openSession());
  const response = await context.authSession.logout(request, { everywhere });
  return response.status === 503 ? redirect("/account?still-signed-in") : response;
}

/** Somebody typed the address: signing out takes a click. */
export function loader(): Response {
  return redirect("/account");
}
