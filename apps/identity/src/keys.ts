import { randomBytes } from "node:crypto";
import type { Store } from "@potluck/file-store";
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** The secrets of the tenant. They live in the store: an API that cached the key set keeps accepting tokens after a restart. */
export interface Keys {
  /** Private key that signs tokens. */
  signing: JWK;
  /** Signs cookies. */
  cookie: string;
  /** Signs form tokens. */
  form: string;
}

const KEY = "Keys";

/** @returns The keys of the store, made on first use. */
export async function loadKeys(store: Store): Promise<Keys> {
  const known = store.get<Keys>(KEY);
  if (known) return known;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomBytes(9).toString("base64url");
  const keys: Keys = {
    signing: { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" },
    cookie: randomBytes(32).toString("base64url"),
    form: randomBytes(32).toString("base64url"),
  };
  await store.set(KEY, keys);
  return keys;
}
