import type { ActionFunctionArgs } from "@remix-run/server-runtime";

/** The identity provider says that a session has ended there: it ends here too, in every browser that has it. */
export function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  return context.authSession.backchannelLogout(request);
}
