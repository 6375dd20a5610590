/** What happened since this process started. */
export interface Counters {
  /** To `/v1`, refused ones included. */
  requests: number;
  confirmed: number;
  declined: number;
  /** Given back by a client. */
  withdrawn: number;
  cancelledByRestaurant: number;
  /** Requests that repeated a key and got its answer again. */
  replayed: number;
  keyReused: number;
  superseded: number;
  callbacksSent: number;
  callbacksAcknowledged: number;
  /** Answers that a fault delayed, refused, lost or withheld. */
  faults: number;
}

/** Makes counters that show nothing. */
export function createCounters(): Counters {
  return {
    requests: 0,
    confirmed: 0,
    declined: 0,
    withdrawn: 0,
    cancelledByRestaurant: 0,
    replayed: 0,
    keyReused: 0,
    superseded: 0,
    callbacksSent: 0,
    callbacksAcknowledged: 0,
    faults: 0,
  };
}
