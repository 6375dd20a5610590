/**
 * @param bytes Bytes.
 * @returns Their base64url text without padding (RFC 4648, section 5).
 */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/**
 * Strict: foreign characters, padding, and bits that carry nothing are refused, so that every value has one spelling.
 *
 * @param text Text to decode.
 * @returns The bytes, or null when `text` is not the canonical spelling of any.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  const buffer = Buffer.from(text, "base64url");
  if (buffer.toString("base64url") !== text) return null;
  return new Uint8Array(buffer);
}
