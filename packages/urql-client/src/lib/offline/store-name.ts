const PREFIX = "urql-client-offline";

/** How the stores of one API are named. */
export interface StoreNames {
  /** The user's own store. */
  own: string;
  /** What the names of all users' stores of this API begin with. */
  prefix: string;
}

/**
 * @param url Address of the API.
 * @param user Who is signed in.
 * @returns Names that tell nobody who the user is.
 * @throws Where the page is not a secure context: it has no `crypto.subtle`.
 */
export async function storeNames(url: string, user: string): Promise<StoreNames> {
  const prefix = `${PREFIX}-${(await hash(url)).slice(0, 16)}-`;
  return { prefix, own: `${prefix}${(await hash(`${url}\n${user}`)).slice(0, 32)}` };
}

async function hash(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
