/** How a system's browsers reach the API: through the app's gateway, or themselves with a token. */
export type ApiAccess = "gateway" | "direct";
