/** What documents become when the Vite plugin has compiled them; modules import it by what the plugin writes. */
export { compiled } from "./lib/language/compiled.ts";
