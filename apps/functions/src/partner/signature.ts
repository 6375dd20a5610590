import type { Secret } from "@potluck/contracts/secret";

/** Header of a callback: `t=<unix seconds>,v1=<hex of HMAC-SHA256 over "<t>.<raw body>">`. */
const SIGNATURE_HEADER = "partner-signature";

const TOLERANCE_SECONDS = 5 * 60;
const FORMAT = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * @param signed Headers and raw body of the request.
 * @param secret Shared with the partner.
 * @param now By this machine's clock.
 * @returns Whether the partner signed this body at most five minutes ago (or, clocks being what they are, ahead).
 * @see apps/booking-partner/openapi.yaml, webhook `reservation`
 */
export async function isSignedByPartner(
  { headers, body }: { headers: Headers; body: string },
  secret: Secret,
  now: Date,
): Promise<boolean> {
  const [, time, hex] = FORMAT.exec(headers.get(SIGNATURE_HEADER) ?? "") ?? [];
  if (time === undefined || hex === undefined) return false;
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  // Web Crypto verifies in constant time, on every host.
  return crypto.subtle.verify("HMAC", await toKey(secret, "verify"), fromHex(hex), toSigned(time, body));
}

/**
 * @param body Exactly the text that will be sent.
 * @returns The value of the header `partner-signature` for it.
 */
export async function signAsPartner(body: string, secret: Secret, now: Date): Promise<string> {
  const time = String(Math.floor(now.getTime() / 1000));
  const signature = await crypto.subtle.sign("HMAC", await toKey(secret, "sign"), toSigned(time, body));
  const hex = Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `t=${time},v1=${hex}`;
}

function toKey(secret: Secret, usage: "sign" | "verify") {
  const bytes = new TextEncoder().encode(secret.reveal());
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [usage]);
}

function toSigned(time: string, body: string) {
  return new TextEncoder().encode(`${time}.${body}`);
}

function fromHex(hex: string) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
