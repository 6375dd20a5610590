import type { InvitationPreview } from "@potluck/contracts";
import { z } from "zod";
import { toTokenHash } from "../../invitations/token-hash.ts";
import { defineAction } from "../../runtime/define-action.ts";
import type { Operation } from "../../runtime/hasura-client.ts";
import { done } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

const data = z.object({
  invitations: z
    .array(
      z.object({
        role: z.enum(["editor", "viewer"]),
        dinner: z.object({
          title: z.string(),
          starts_at: z.string(),
          owner: z.object({ display_name: z.string() }),
        }),
      }),
    )
    .max(1),
});

const findPreview: Operation<z.output<typeof data>> = {
  data,
  text: /* GraphQL */ `
    query PreviewInvitation($tokenHash: String!, $now: timestamptz!) {
      invitations(
        where: { token_hash: { _eq: $tokenHash }, revoked_at: { _is_null: true }, expires_at: { _gt: $now } }
        limit: 1
      ) {
        role
        dinner {
          title
          starts_at
          owner {
            display_name
          }
        }
      }
    }
  `,
};

/** What a person may see of a dinner before joining it; null for a token that opens nothing, whatever the reason. */
export const previewInvitation = defineAction({
  name: "preview-invitation",
  input,
  async run({ input: { token } }, { hasura, now }) {
    const found = await hasura.request(findPreview, {
      tokenHash: toTokenHash(token),
      now: now().toISOString(),
    });
    const [invitation] = found.invitations;
    if (!invitation) return done(null);
    const { role, dinner } = invitation;
    const preview: InvitationPreview = {
      dinnerTitle: dinner.title,
      startsAt: dinner.starts_at,
      hostName: dinner.owner.display_name,
      role,
    };
    return done(preview);
  },
});
