/** A script that ends when a runner above it is gone. */
import { watchAncestors } from "./ancestors.ts";

setInterval(() => {}, 1000);
watchAncestors(
  () => process.exit(0),
  () => console.log(`watching ${process.pid}`),
);
