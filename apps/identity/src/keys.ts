import { randomBytes } from "node:crypto";
import type { Store } from "@potluck/file-store";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import type { Clock } from "./clock.ts";

/** The secrets of the tenant. They live in the store: an API that cached the key set keeps accepting tokens after a restart. */
export interface Keys {
  /** Signs cookies. */
  readonly cookie: string;
  /** Signs form tokens. */
  readonly form: string;
  /** The private key that signs tokens. */
  readonly signing: JWK;
  /**
   * The private keys behind the published set: the one that signs, the one that will sign after it, and those that have signed
   * not long ago. Auth0 publishes the next one ahead of time too.
   */
  published(): readonly JWK[];
  /**
   * Lets the next key sign.
   *
   * @param keepSeconds How long the one that signed so far stays published; 0: it is withdrawn at once.
   */
  rotate(keepSeconds: number): Promise<void>;
}

interface StoredKeys {
  signing: JWK;
  /** Absent from data of an older version. */
  next?: JWK;
  cookie: string;
  form: string;
}

interface RetiredKey {
  key: JWK;
  /** Seconds since the epoch. */
  until: number;
}

const KEYS = "Keys";
const RETIRED = "RetiredKey:";

/** @returns The keys of the store, made on first use. */
export async function loadKeys(store: Store, clock: Clock): Promise<Keys> {
  const known = store.get<StoredKeys>(KEYS);
  const { cookie, form } = known ?? { cookie: randomSecret(), form: randomSecret() };
  let [signing, next] = await Promise.all([known?.signing ?? makeKey(), known?.next ?? makeKey()]);
  let retired = store.list<RetiredKey>(RETIRED);
  const save = () => store.set(KEYS, { signing, next, cookie, form } satisfies StoredKeys);
  await save();

  return {
    cookie,
    form,
    get signing() {
      return signing;
    },
    published: () => [
      signing,
      next,
      ...retired.filter(({ until }) => until > clock.seconds()).map(({ key }) => key),
    ],
    async rotate(keepSeconds) {
      const made = await makeKey();
      const former = { key: signing, until: clock.seconds() + keepSeconds };
      retired = [...retired, former];
      [signing, next] = [next, made];
      if (keepSeconds > 0) await store.set(`${RETIRED}${former.key.kid}`, former, former.until);
      await save();
    },
  };
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomSecret(9), alg: "RS256", use: "sig" };
}

function randomSecret(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}
