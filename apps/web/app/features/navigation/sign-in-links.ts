const home = "/dinners";

/**
 * The address that starts the sign-in at the identity provider.
 *
 * @param returnTo Path of our own to come back to; the dinners when absent. The server checks it.
 * @param options `isNew`: offer to make an account first.
 * @returns The path of the route that redirects there; it needs a document request.
 */
export function signInHref(returnTo: string | null, options: { isNew?: boolean } = {}): string {
  const params = new URLSearchParams({ returnTo: returnTo || home });
  if (options.isNew) params.set("screen_hint", "signup");
  return `/auth/login?${params.toString()}`;
}
