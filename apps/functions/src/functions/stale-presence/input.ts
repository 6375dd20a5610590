export { cronEvent as input } from "@potluck/contracts";
