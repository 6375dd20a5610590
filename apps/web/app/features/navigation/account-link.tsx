import { Avatar } from "@potluck/ui";
import { Link } from "@remix-run/react";

/** Who one is, and the way to the account. */
export function AccountLink({ person }: { person: { id: string; name: string } }) {
  return (
    <Link
      to="/account"
      aria-label={`Account of ${person.name}`}
      className="-mr-1 grid size-11 place-items-center rounded-full hover:opacity-85"
    >
      <Avatar person={person} isDecorative />
    </Link>
  );
}
