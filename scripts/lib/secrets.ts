import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";

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
}

/** Makes secrets that nobody knows yet. */
export function createSecrets(): SystemSecrets {
  const secret = (): string => randomBytes(32).toString("base64url");
  return { admin: secret(), functions: secret(), client: secret(), session: secret() };
}

/** Reads the secrets of a file, inventing them the first time; services that start at the same time agree. */
export async function loadSecrets(file: string): Promise<SystemSecrets> {
  const draft = `${file}-${randomBytes(6).toString("hex")}`;
  const existing = await readFile(file, "utf8").catch(() => undefined);
  if (existing) return JSON.parse(existing) as SystemSecrets;
  await writeFile(draft, `${JSON.stringify(createSecrets(), null, 2)}\n`, { mode: 0o600 });
  // A link fails where the file exists and never shows a half-written one.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return JSON.parse(await readFile(file, "utf8")) as SystemSecrets;
}
