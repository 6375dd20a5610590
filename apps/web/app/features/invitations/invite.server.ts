import type { ActionFunctionArgs } from "@remix-run/server-runtime";
import { data } from "@remix-run/server-runtime";
import { GqlError } from "@potluck/urql-client/server";
import { z } from "zod";

import { graphql } from "~/graphql.ts";
import { signedInClient } from "~/services/live-page.server.ts";

import { createInvitationToken } from "./invitation-token.server.ts";
import type { InviteResult } from "./invite-form.tsx";

const CreateInvitation = graphql(`
  mutation CreateInvitation($invitation: invitations_insert_input!) {
    insert_invitations_one(object: $invitation) {
      id
    }
  }
`);

const input = z.object({ role: z.enum(["editor", "viewer"]) });

/**
 * Makes an invitation as the signed-in person; the API refuses everybody but a host. The link exists in this answer
 * only: the token's hash is all that is stored.
 *
 * @param args The action's arguments; the form names the `role`.
 * @param dinnerId The dinner to invite to.
 * @returns The path of the link, or why there is none.
 */
export async function invite(args: ActionFunctionArgs, dinnerId: string) {
  const { client } = await signedInClient(args);
  const parsed = input.safeParse(Object.fromEntries(await args.request.formData()));
  if (!parsed.success) return refuse("Choose what your guests may do.", 422);
  const { token, tokenHash } = createInvitationToken();
  try {
    await client.mutate(CreateInvitation, {
      invitation: { dinner_id: dinnerId, role: parsed.data.role, token_hash: tokenHash },
    });
  } catch (error) {
    if (!(error instanceof GqlError)) throw error;
    if (error.kind === "permission") return refuse("Only the host of a dinner can invite people.", 403);
    return refuse("We couldn’t reach the kitchen. Try once more in a moment.", 503);
  }
  return data<InviteResult>({ ok: true, path: `/join/${token}` });
}

function refuse(message: string, status: number) {
  return data<InviteResult>({ ok: false, message }, { status });
}
