import { Avatar } from "./avatar.tsx";
import type { AvatarProps, Person } from "./avatar.tsx";

/** Props of {@link AvatarGroup}. */
export interface AvatarGroupProps {
  people: readonly Person[];
  /** What these people have in common, read out before their names. */
  label: string;
  /** How many are drawn before the rest becomes a number. */
  max?: number;
  size?: AvatarProps["size"];
  /** Ids of those who are here now. */
  hereIds?: ReadonlySet<string>;
}

const moreSizes = {
  small: "size-7 text-[0.6875rem]",
  medium: "size-9 text-[0.8125rem]",
  large: "size-14 text-base",
} as const;

/** People side by side, overlapping a little, as at a full table. */
export function AvatarGroup({ people, label, max = 5, size = "medium", hereIds }: AvatarGroupProps) {
  const drawn = people.length > max ? people.slice(0, max - 1) : people;
  const rest = people.slice(drawn.length);
  return (
    <ul aria-label={label} className={hereIds ? "flex gap-2.5" : "flex -space-x-1"}>
      {drawn.map((person) => (
        <li key={person.id}>
          <Avatar
            person={person}
            size={size}
            isHere={hereIds?.has(person.id)}
            className={hereIds ? undefined : "ring-2 ring-paper"}
          />
        </li>
      ))}
      {rest.length > 0 ? (
        <li
          title={rest.map((person) => person.name).join(", ")}
          className={`inline-grid place-items-center rounded-full bg-sunken font-semibold text-ink-soft ring-2 ring-paper ${moreSizes[size]}`}
        >
          <span aria-hidden="true">+{rest.length}</span>
          <span className="sr-only">and {rest.map((person) => person.name).join(", ")}</span>
        </li>
      ) : null}
    </ul>
  );
}
