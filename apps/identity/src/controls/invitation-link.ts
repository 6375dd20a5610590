import type { Organization } from "../people/organizations.ts";

/** The address in an invitation: the web app's sign-in, with the parameters that Auth0 adds for it to pass on. */
export function invitationLink(webOrigin: string, { id, name }: Organization, ticket: string): URL {
  const link = new URL("/auth/login", webOrigin);
  link.search = new URLSearchParams({
    invitation: ticket,
    organization: id,
    organization_name: name,
  }).toString();
  return link;
}
