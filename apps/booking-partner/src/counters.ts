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
  /** Deliveries of a callback beyond the first that a fault made. */
  callbacksDoubled: number;
  /** Requests that a fault refused before anything was done. */
  refused: number;
  /** Requests that a fault left without an answer. */
  hung: number;
  /** Requests that were carried out and got no answer, because a fault cut the connection. */
  answersLost: number;
  /** Answers that a fault held back. */
  answersDelayed: number;
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
    callbacksDoubled: 0,
    refused: 0,
    hung: 0,
    answersLost: 0,
    answersDelayed: 0,
  };
}
