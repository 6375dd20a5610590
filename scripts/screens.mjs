// pnpm exec node scripts/screens.mjs [address] [folder]: takes a picture of every screen of a running system that
// holds the demo data, at 1280 and 390 px, in light and dark. Default: http://localhost:3000 into docs/screens.
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { takeScreens } = await import("./lib/screens.ts");
await runCommand(() => takeScreens({ address: process.argv[2], folder: process.argv[3] }));
