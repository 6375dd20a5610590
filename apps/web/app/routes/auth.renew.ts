import type { ActionFunctionArgs } from "@remix-run/server-runtime";

/** The browser asks for a fresh session cookie before the token behind it expires. */
export function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  return context.authSession.renew(request);
}
