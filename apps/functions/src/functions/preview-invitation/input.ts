export { previewInvitationInput as input } from "@potluck/contracts";
