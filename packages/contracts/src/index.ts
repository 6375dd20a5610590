export {
  acceptInvitationInput,
  acceptedInvitation,
  invitationPreview,
  previewInvitationInput,
} from "./lib/invitations.ts";
export type { AcceptedInvitation, InvitationPreview } from "./lib/invitations.ts";
export { actionRequest, FUNCTIONS_SECRET_HEADER } from "./lib/actions.ts";
export type { ActionErrorBody, ActionRequest } from "./lib/actions.ts";
export {
  APP_METADATA_CLAIM,
  appMetadata,
  HASURA_CLAIMS_NAMESPACE,
  hasuraClaims,
  USER_METADATA_CLAIM,
  userMetadata,
} from "./lib/claims.ts";
export type { AppMetadata, HasuraClaims, UserMetadata } from "./lib/claims.ts";
export { memberRole, roles } from "./lib/roles.ts";
export type { MemberRole, Role } from "./lib/roles.ts";
export { cronEvent, hasuraEvent } from "./lib/events.ts";
export type { CronEvent, HasuraEvent } from "./lib/events.ts";
export {
  bookingRow,
  bookingStatuses,
  bookingStatusRanks,
  cancelBookingInput,
  cancelledBooking,
  statusesBefore,
} from "./lib/bookings.ts";
export type { BookingRow, BookingStatus, CancelledBooking } from "./lib/bookings.ts";
export { activityPayloads, readActivity } from "./lib/activity.ts";
export type { Activity, ActivityKind } from "./lib/activity.ts";
