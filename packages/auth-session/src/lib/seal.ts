import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import type { KeyRing } from "./key-ring.ts";

/*
 * Format, version 1:  1.<key id>.<base64url( iv (12) | ciphertext | tag (16) )>
 * AES-256-GCM (NIST SP 800-38D), 96-bit random iv, additional data = "<cookie name>.1.<key id>".
 * A value therefore opens only under the name it was made for.
 */
const VERSION = "1";
const IV_BYTES = 12;
const MAX_SEALED_CHARS = 8192;
const encoder = new TextEncoder();

const additionalData = (name: string, keyId: string) => encoder.encode(`${name}.${VERSION}.${keyId}`);

/**
 * Encrypts and authenticates a cookie value.
 *
 * @param ring The key ring; its current key seals.
 * @param name Full name of the cookie.
 * @param plain What to seal.
 * @returns The cookie value.
 */
export async function seal(ring: KeyRing, name: string, plain: Uint8Array<ArrayBuffer>): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const { id } = ring.current;
  const encrypted = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: additionalData(name, id) },
    await ring.current.seal,
    plain,
  );
  const packed = new Uint8Array(IV_BYTES + encrypted.byteLength);
  packed.set(iv);
  packed.set(new Uint8Array(encrypted), IV_BYTES);
  return `${VERSION}.${id}.${encodeBase64url(packed)}`;
}

/**
 * Opens a cookie value. Never throws: whatever was changed, cut or made up is simply not a value of ours.
 *
 * @param ring The key ring; the key named in the value opens.
 * @param name Full name of the cookie it came in.
 * @param sealed The cookie value.
 * @returns The plain bytes and the key's id, or null.
 */
export async function unseal(
  ring: KeyRing,
  name: string,
  sealed: string,
): Promise<{ plain: Uint8Array<ArrayBuffer>; keyId: string } | null> {
  if (sealed.length > MAX_SEALED_CHARS) return null;
  const [version, keyId = "", encoded = "", ...rest] = sealed.split(".");
  const key = ring.find(keyId);
  if (version !== VERSION || !key || rest.length > 0) return null;
  const packed = decodeBase64url(encoded);
  if (!packed || packed.byteLength <= IV_BYTES) return null;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: packed.subarray(0, IV_BYTES), additionalData: additionalData(name, keyId) },
      await key.seal,
      packed.subarray(IV_BYTES),
    );
    return { plain: new Uint8Array(plain), keyId };
  } catch {
    return null;
  }
}
