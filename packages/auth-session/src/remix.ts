export { getAuth, withAuth } from "./lib/remix.ts";
export type { OpenSession } from "./lib/remix.ts";
