/** Why the booking partner cannot run. Codes are stable. */
export type BookingPartnerErrorCode =
  | "PARTNER_CONFIGURATION"
  | "PARTNER_PORT_BUSY"
  | "PARTNER_DATA_UNREADABLE";

/** A failure of the booking partner that the person who started it can mend; the message says how. */
export class BookingPartnerError extends Error {
  readonly code: BookingPartnerErrorCode;

  constructor(code: BookingPartnerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BookingPartnerError";
    this.code = code;
  }
}
