import type { InvitationPreview } from "@potluck/contracts";
import { invitationPreview } from "@potluck/contracts";
import { GqlError } from "@potluck/urql-client/server";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { data, redirect } from "@remix-run/server-runtime";

import { graphql } from "~/graphql.ts";
import type { Person } from "~/load-context.ts";
import { anonymousClient, signedInClient } from "~/services/live-page.server.ts";

const PreviewInvitation = graphql(`
  query PreviewInvitation($token: String!) {
    previewInvitation(token: $token) {
      dinnerTitle
      startsAt
      hostName
      role
    }
  }
`);

const AcceptInvitation = graphql(`
  mutation AcceptInvitation($token: String!) {
    acceptInvitation(token: $token) {
      dinnerId
      role
    }
  }
`);

/**
 * Finds out what an invitation opens, for somebody who may not be signed in.
 *
 * @param args The loader's arguments.
 * @param token The token of the link.
 * @returns Who is signed in, and what the invitation tells of its dinner; null for a token that opens nothing.
 */
export async function previewInvitation(
  args: LoaderFunctionArgs,
  token: string,
): Promise<{ person: Person | null; invitation: InvitationPreview | null }> {
  const session = await args.context.openSession();
  const answer = await anonymousClient(args).query(PreviewInvitation, { token });
  const invitation = invitationPreview.nullable().parse(answer.previewInvitation);
  return { person: session.user ?? null, invitation };
}

/**
 * Makes the signed-in person a guest of the dinner that a token opens.
 *
 * @param args The action's arguments.
 * @param token The token of the link.
 * @returns A redirect to the dinner, or what to tell somebody whose invitation no longer works.
 */
export async function acceptInvitation(args: ActionFunctionArgs, token: string) {
  const { client } = await signedInClient(args);
  try {
    const { acceptInvitation: accepted } = await client.mutate(AcceptInvitation, { token });
    return redirect(`/dinners/${accepted.dinnerId}`);
  } catch (error) {
    if (!(error instanceof GqlError)) throw error;
    const isClosed = error.serverCode === "invitation-not-found";
    return data(
      {
        message: isClosed
          ? "This invitation doesn’t work any more. Ask the host for a new link."
          : "We couldn’t seat you just now. Nothing was changed; try once more in a moment.",
      },
      { status: isClosed ? 404 : 503 },
    );
  }
}
