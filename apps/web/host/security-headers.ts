/**
 * Sets the headers that every response carries; what a response already says stays.
 *
 * @param response The response; its headers are changed in place where the runtime allows it.
 * @param options `secure`: the app is served over https.
 * @returns The response.
 */
export function withSecurityHeaders(response: Response, options: { secure: boolean }): Response {
  const { headers } = response;
  const defaults: Record<string, string> = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    // Documents bring a policy of their own; anything else that is shown as a page may do nothing.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  };
  if (options.secure) defaults["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains";
  for (const [name, value] of Object.entries(defaults)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return response;
}
