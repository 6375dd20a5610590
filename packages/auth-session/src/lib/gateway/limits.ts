/** Bounds that keep one browser from using up the server. */
export interface GatewayLimits {
  /** Open sockets of one session. Default 16. */
  socketsPerSession: number;
  /** Operations running on one socket. Default 100. */
  operationsPerSocket: number;
  /** Bytes of one request or of one message of a browser. Default 256 KiB. */
  payloadBytes: number;
  /** Bytes waiting to be sent to a browser before live results are reduced to the newest. Default 1 MiB. */
  bufferedBytes: number;
  /** Ms to wait for the API to begin its answer. Default 30,000. */
  upstreamTimeoutMs: number;
}

/** What applies unless an option says otherwise. */
export const defaultLimits: GatewayLimits = {
  socketsPerSession: 16,
  operationsPerSocket: 100,
  payloadBytes: 256 * 1024,
  bufferedBytes: 1024 * 1024,
  upstreamTimeoutMs: 30_000,
};
