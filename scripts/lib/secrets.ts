import { createHmac, randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";

/** The secrets that the services of one system share. Random for every data folder. */
export interface SystemSecrets {
  /** Hasura's admin secret. */
  admin: string;
  /** What the functions want to see before they believe a session variable. */
  functions: string;
  /** Client secret of the web app at the identity provider. */
  client: string;
  /** 32 bytes in base64url: seals the session cookie. */
  session: string;
  /** What the functions show the booking partner. */
  partnerKey: string;
  /** Signs the booking partner's callbacks. */
  partnerCallback: string;
}

/** Makes secrets that nobody knows yet. */
export function createSecrets(): SystemSecrets {
  const secret = (): string => randomBytes(32).toString("base64url");
  return {
    admin: secret(),
    functions: secret(),
    client: secret(),
    session: secret(),
    partnerKey: secret(),
    partnerCallback: secret(),
  };
}

/**
 * Reads the secrets of a file, inventing them the first time and completing those of an older checkout; services that start
 * at the same time agree.
 */
export async function loadSecrets(file: string): Promise<SystemSecrets> {
  const draft = `${file}-${randomBytes(6).toString("hex")}`;
  const write = (secrets: SystemSecrets) =>
    writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });

  const existing = await readFile(file, "utf8").catch(() => undefined);
  if (existing) {
    const stored = JSON.parse(existing) as SystemSecrets;
    const secrets = complete(stored);
    if (Object.keys(secrets).length > Object.keys(stored).length) {
      await write(secrets);
      await rename(draft, file);
    }
    return secrets;
  }
  await write(createSecrets());
  // A link fails where the file exists and never shows a half-written one.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return JSON.parse(await readFile(file, "utf8")) as SystemSecrets;
}

/** Adds what is missing, derived from what is there: whoever completes the same secrets comes to the same result. */
function complete(stored: SystemSecrets): SystemSecrets {
  const names = Object.keys(createSecrets()) as (keyof SystemSecrets)[];
  const derived = names.map((name) => [
    name,
    createHmac("sha256", stored.admin).update(name).digest("base64url"),
  ]);
  return { ...(Object.fromEntries(derived) as SystemSecrets), ...stored };
}
