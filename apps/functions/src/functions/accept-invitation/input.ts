export { acceptInvitationInput as input } from "@potluck/contracts";
