import type { ActionFunctionArgs } from "@remix-run/server-runtime";

/** The browser asks for its access token, where it reaches the API itself; 404 where it does not. */
export function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  return context.authSession.token(request);
}
