export { getAuth, withAuth } from "./lib/remix.ts";
