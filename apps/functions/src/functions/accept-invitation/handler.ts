import type { AcceptedInvitation } from "@potluck/contracts";
import { z } from "zod";
import { toTokenHash } from "../../invitations/token-hash.ts";
import { defineAction } from "../../runtime/define-action.ts";
import { isPermissionError, type Operation } from "../../runtime/hasura-client.ts";
import { done, refused } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

const invitations = z.object({
  invitations: z.array(z.object({ dinner_id: z.string(), role: z.enum(["editor", "viewer"]) })).max(1),
});
const member = z.object({ role: z.enum(["host", "editor", "viewer"]) });
const added = z.object({ insert_dinner_members_one: member.nullable() });
const existing = z.object({ dinner_members_by_pk: member.nullable() });

const findInvitation: Operation<z.output<typeof invitations>> = {
  data: invitations,
  text: /* GraphQL */ `
    query FindInvitation($tokenHash: String!, $now: timestamptz!) {
      invitations(
        where: { token_hash: { _eq: $tokenHash }, revoked_at: { _is_null: true }, expires_at: { _gt: $now } }
        limit: 1
      ) {
        dinner_id
        role
      }
    }
  `,
};

const addMember: Operation<z.output<typeof added>> = {
  data: added,
  text: /* GraphQL */ `
    mutation AddInvitedMember($dinnerId: uuid!, $userId: String!, $role: member_roles_enum!) {
      insert_dinner_members_one(
        object: { dinner_id: $dinnerId, user_id: $userId, role: $role }
        on_conflict: { constraint: dinner_members_pkey, update_columns: [] }
      ) {
        role
      }
    }
  `,
};

const findMember: Operation<z.output<typeof existing>> = {
  data: existing,
  text: /* GraphQL */ `
    query FindMember($dinnerId: uuid!, $userId: String!) {
      dinner_members_by_pk(dinner_id: $dinnerId, user_id: $userId) {
        role
      }
    }
  `,
};

/** The same answer for a token that is unknown, expired or revoked: it tells nothing about which tokens exist. */
const notFound = refused(
  "invitation-not-found",
  "This invitation does not work any more; ask the host to send you a new link.",
);

/** Makes the caller a guest of the dinner that a token opens. Whoever is a guest already keeps their role. */
export const acceptInvitation = defineAction({
  name: "accept-invitation",
  input,
  async run({ input: { token }, session }, { hasura, now }) {
    const userId = session["x-hasura-user-id"];
    if (!userId) return refused("sign-in-required", "Sign in, then open the invitation again.");

    const tokenHash = toTokenHash(token);
    const found = await hasura.request(findInvitation, { tokenHash, now: now().toISOString() });
    const [invitation] = found.invitations;
    if (!invitation) return notFound;

    const { dinner_id: dinnerId, role } = invitation;
    try {
      // The role's insert check looks for the unrevoked invitation with this hash in the same statement: one that is
      // revoked between reading and writing lets nobody in.
      const inserted = await hasura.request(
        addMember,
        { dinnerId, userId, role },
        { "invitation-token-hash": tokenHash },
      );
      const guest =
        inserted.insert_dinner_members_one ??
        (await hasura.request(findMember, { dinnerId, userId })).dinner_members_by_pk;
      // Neither added nor there: removed by a host in between.
      if (!guest) return notFound;
      const accepted: AcceptedInvitation = { dinnerId, role: guest.role };
      return done(accepted);
    } catch (error) {
      if (isPermissionError(error)) return notFound;
      throw error;
    }
  },
});
