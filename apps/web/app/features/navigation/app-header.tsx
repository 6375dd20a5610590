import { AccountLink } from "./account-link.tsx";
import { NavLink } from "./nav-link.tsx";
import { SiteHeader } from "./site-header.tsx";
import { useSignedInPerson } from "./use-signed-in-person.ts";

/** The header of signed-in pages. */
export function AppHeader() {
  const person = useSignedInPerson();
  return (
    <SiteHeader end={person ? <AccountLink person={person} /> : null}>
      <NavLink to="/dinners">Dinners</NavLink>
    </SiteHeader>
  );
}
