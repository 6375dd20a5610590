import { createHash } from "node:crypto";

/** What the host knows that the policy depends on. */
export interface ContentSecurityPolicyContext {
  /** Origins, other than our own, to which a form may lead by redirect: the identity provider. */
  formActionOrigins: readonly string[];
  /** Origins, other than our own, that pages talk to: the API, where browsers reach it themselves. */
  connectOrigins: readonly string[];
  /** Whether Vite's development client, which injects style elements, is part of the page. */
  development: boolean;
}

/** Style elements that React Aria adds in the browser: when something can be pressed, and under a dialog on iOS. */
const componentStyles = [
  "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}",
  "@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}",
];

/**
 * Builds the Content-Security-Policy of a document (CSP Level 3).
 *
 * @param options What the host knows, and the sources (nonces or hashes) of the page's inline scripts.
 * @returns The header's value.
 */
export function contentSecurityPolicy(
  options: ContentSecurityPolicyContext & { scriptSources: readonly string[] },
): string {
  const { scriptSources, formActionOrigins, connectOrigins, development } = options;
  return [
    "default-src 'none'",
    `script-src 'self' ${scriptSources.join(" ")}`.trim(),
    // A hash would switch 'unsafe-inline' off.
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : componentStyles.map(hashSource).join(" ")}`,
    // React Aria positions overlays with style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${connectOrigins.join(" ")}`.trim(),
    "manifest-src 'self'",
    "base-uri 'none'",
    `form-action 'self' ${formActionOrigins.join(" ")}`.trim(),
    "frame-ancestors 'none'",
  ].join("; ");
}

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/**
 * Lists the hashes of a page's inline scripts as sources for `script-src`.
 *
 * @param html The whole document, UTF-8.
 * @returns One `'sha256-…'` source per different script.
 */
export function inlineScriptHashes(html: ArrayBuffer): string[] {
  const text = Buffer.from(html).toString("utf8");
  const hashes = new Set<string>();
  for (const [, source = ""] of text.matchAll(inlineScript)) {
    hashes.add(hashSource(source));
  }
  return [...hashes];
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
