import type { FunctionDefinition } from "../runtime/define-function.ts";
import { acceptInvitation } from "./accept-invitation/handler.ts";
import { bookingActivity } from "./booking-activity/handler.ts";
import { bookingCancelled } from "./booking-cancelled/handler.ts";
import { bookingChanged } from "./booking-changed/handler.ts";
import { bookingPartner } from "./booking-partner/handler.ts";
import { bookingRequested } from "./booking-requested/handler.ts";
import { cancelBooking } from "./cancel-booking/handler.ts";
import { dinnerActivity } from "./dinner-activity/handler.ts";
import { forgetEvents } from "./forget-events/handler.ts";
import { membershipActivity } from "./membership-activity/handler.ts";
import { overdueBookings } from "./overdue-bookings/handler.ts";
import { previewInvitation } from "./preview-invitation/handler.ts";
import { stalePresence } from "./stale-presence/handler.ts";

/** Every function there is: a host that serves all of them takes this list, one that serves a single function imports that one. */
export const allFunctions: readonly FunctionDefinition[] = [
  acceptInvitation,
  bookingActivity,
  bookingCancelled,
  bookingChanged,
  bookingPartner,
  bookingRequested,
  cancelBooking,
  dinnerActivity,
  forgetEvents,
  membershipActivity,
  overdueBookings,
  previewInvitation,
  stalePresence,
];
