import { createHmac, KeyObject } from "node:crypto";
import { decodeBase64url } from "./base64url.ts";
import { AuthSessionError } from "./errors.ts";
import type { SessionKey } from "./options.ts";

/** Keys derived from one secret of the ring. */
interface DerivedKeys {
  id: string;
  seal: Promise<CryptoKey>;
  mac: Promise<KeyObject>;
}

/** The keys of a session: the current one seals, every one opens. */
export interface KeyRing {
  readonly current: DerivedKeys;
  readonly all: readonly DerivedKeys[];
  find(id: string): DerivedKeys | undefined;
}

const KEY_ID = /^[A-Za-z0-9_-]{1,16}$/;
const encoder = new TextEncoder();

/** HKDF (RFC 5869) with one purpose per derived key, so that sealing and naming never share a key. */
async function derive(secret: Uint8Array, purpose: "seal" | "mac"): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", new Uint8Array(secret), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(),
      info: encoder.encode(`auth-session ${purpose} 1`),
    },
    base,
    purpose === "seal" ? { name: "AES-GCM", length: 256 } : { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    purpose === "seal" ? ["encrypt", "decrypt"] : ["sign"],
  );
}

/**
 * @param keys The ring's keys, the sealing one first.
 * @returns The ring.
 * @throws {AuthSessionError} `SESSION_CONFIG` when there is no key, an id is odd or used twice, or a secret is not 32 bytes.
 */
export function createKeyRing(keys: readonly SessionKey[]): KeyRing {
  const derived = new Map<string, DerivedKeys>();
  for (const { id, secret } of keys) {
    if (!KEY_ID.test(id) || derived.has(id)) {
      throw new AuthSessionError(
        "SESSION_CONFIG",
        `The session key id ${JSON.stringify(id)} is not usable. Give each key its own id of 1 to 16 letters, digits, - or _.`,
      );
    }
    if (secret.byteLength !== 32) {
      throw new AuthSessionError(
        "SESSION_CONFIG",
        `The session key "${id}" has ${secret.byteLength} bytes. Give it 32 random bytes.`,
      );
    }
    const mac = derive(secret, "mac").then((key) => KeyObject.from(key));
    derived.set(id, { id, seal: derive(secret, "seal"), mac });
  }
  const current = derived.values().next().value;
  if (!current) throw new AuthSessionError("SESSION_CONFIG", "There is no session key. Give at least one.");
  return { current, all: [...derived.values()], find: (id) => derived.get(id) };
}

/**
 * Reads a key ring from one variable: `id:base64url32bytes[,id2:…]`, the sealing key first.
 *
 * @param text The variable's text.
 * @returns The keys.
 * @throws {AuthSessionError} `SESSION_CONFIG` when an entry is not of that form. The message never repeats the text.
 */
export function parseSessionKeys(text: string): SessionKey[] {
  return text.split(",").map((entry, index) => {
    const [id = "", encoded = "", ...rest] = entry.trim().split(":");
    const secret = decodeBase64url(encoded);
    if (!KEY_ID.test(id) || secret?.byteLength !== 32 || rest.length > 0) {
      throw new AuthSessionError(
        "SESSION_CONFIG",
        `Entry ${index + 1} of the session keys is not of the form id:key. Make one with: node -p "'k1:'+crypto.randomBytes(32).toString('base64url')"`,
      );
    }
    return { id, secret };
  });
}

/**
 * Names something without showing it: HMAC-SHA-256 over the parts, as JSON. Not through WebCrypto, whose every call costs a
 * trip to another thread: a request needs several of these.
 *
 * @param ring The key ring.
 * @param keyId Which key; the one that sealed the cookie, so that processes with different rings agree.
 * @param parts What to name.
 * @returns 43 characters of base64url, or null when the ring has no such key.
 */
export async function macOf(ring: KeyRing, keyId: string, parts: readonly string[]): Promise<string | null> {
  const key = ring.find(keyId);
  if (!key) return null;
  return createHmac("sha256", await key.mac)
    .update(JSON.stringify(parts))
    .digest("base64url");
}
