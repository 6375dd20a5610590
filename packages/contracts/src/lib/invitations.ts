import { z } from "zod";

/** Arguments of the action `previewInvitation`. */
export const previewInvitationInput = z.object({ token: z.string().min(1).max(200) });

/** Arguments of the action `acceptInvitation`. */
export const acceptInvitationInput = z.object({ token: z.string().min(1).max(200) });

/** What a person may see of a dinner before joining it. */
export const invitationPreview = z.object({
  dinnerTitle: z.string(),
  startsAt: z.string(),
  hostName: z.string(),
  role: z.enum(["editor", "viewer"]),
});
/** What a person may see of a dinner before joining it. */
export type InvitationPreview = z.infer<typeof invitationPreview>;

/** Answer of the action `acceptInvitation`: the dinner that was joined and the role held there now. */
export const acceptedInvitation = z.object({
  dinnerId: z.string(),
  role: z.enum(["host", "editor", "viewer"]),
});
/** Answer of the action `acceptInvitation`. */
export type AcceptedInvitation = z.infer<typeof acceptedInvitation>;
