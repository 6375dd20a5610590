import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";

/** Starts the sign-in at the identity provider; `returnTo`, `screen_hint` and other login parameters come in the query. */
export function loader({ context, request }: LoaderFunctionArgs): Promise<Response> {
  return context.authSession.login(request);
}

/** Takes the form of the sign-in page, where people type their password into it. */
export function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  return context.authSession.login(request);
}
