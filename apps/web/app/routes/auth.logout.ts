import type { ActionFunctionArgs } from "@remix-run/server-runtime";
import { redirect } from "@remix-run/server-runtime";

/** Ends the session here, in other tabs and at the identity provider. */
export function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  return context.authSession.logout(request);
}

/** Somebody typed the address: signing out takes a click. */
export function loader(): Response {
  return redirect("/account");
}
