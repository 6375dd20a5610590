import fraunces from "@fontsource-variable/fraunces/files/fraunces-latin-opsz-normal.woff2?url";
import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";

/** Addresses of the font files that every page needs: load them beside the stylesheet, not after it. */
export const fontUrls: readonly string[] = [fraunces, inter];
