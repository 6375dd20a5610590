import type { LoaderFunctionArgs } from "@remix-run/server-runtime";

/** Where the identity provider sends people back to: checks everything, starts the session, goes on to the page asked for. */
export function loader({ context, request }: LoaderFunctionArgs): Promise<Response> {
  return context.authSession.callback(request);
}
