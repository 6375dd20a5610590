import { NavLink } from "./nav-link.tsx";
import { SiteHeader } from "./site-header.tsx";

/** The header of the public pages: where everybody may go. */
export function PublicHeader() {
  return (
    <SiteHeader>
      <NavLink to="/restaurants">Restaurants</NavLink>
      <NavLink to="/dinners">Dinners</NavLink>
    </SiteHeader>
  );
}
