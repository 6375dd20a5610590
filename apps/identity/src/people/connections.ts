/** Where the tenant knows people from. */
export interface Connection {
  /** As the authorization parameter `connection` names it. */
  name: string;
  /** The beginning of its people's subjects, up to the bar. */
  provider: string;
  /** What the company behind it is called; absent: the tenant itself keeps the passwords. */
  company?: string;
}

/** The tenant's own people: who comes without a connection signs in here. */
export const OWN_CONNECTION: Connection = { name: "Username-Password-Authentication", provider: "auth0" };
const GOOGLE: Connection = { name: "google-oauth2", provider: "google-oauth2", company: "Google" };
const CONNECTIONS = [OWN_CONNECTION, GOOGLE];

/** @returns The connection of that name; undefined where there is none. */
export function connectionNamed(name: unknown): Connection | undefined {
  return CONNECTIONS.find((connection) => connection.name === name);
}

/** @returns The connection that a person came by. */
export function connectionOf(sub: string): Connection {
  return CONNECTIONS.find(({ provider }) => sub.startsWith(`${provider}|`)) ?? OWN_CONNECTION;
}
