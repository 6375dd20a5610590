import { classNames } from "./class-names.ts";
import { initials } from "./initials.ts";
import { personColour } from "./person-colour.ts";

/** A person, as far as the interface needs to know one. */
export interface Person {
  id: string;
  name: string;
}

/** Props of {@link Avatar}. */
export interface AvatarProps {
  person: Person;
  size?: "small" | "medium" | "large";
  /** Draws the ring of somebody who is here now. */
  isHere?: boolean;
  /** Hidden from assistive technology where the name stands beside it. */
  isDecorative?: boolean;
  className?: string;
}

const sizes = {
  small: "size-7 text-[0.6875rem]",
  medium: "size-9 text-[0.8125rem]",
  large: "size-14 text-xl",
} as const;

/** A person's initials on the person's own warm colour. */
export function Avatar({ person, size = "medium", isHere, isDecorative, className }: AvatarProps) {
  const label = isHere ? `${person.name}, here now` : person.name;
  return (
    <span
      role={isDecorative ? undefined : "img"}
      aria-label={isDecorative ? undefined : label}
      aria-hidden={isDecorative || undefined}
      title={isDecorative ? undefined : label}
      className={classNames(
        "inline-grid shrink-0 place-items-center rounded-full font-semibold tracking-wide select-none",
        "transition-shadow duration-300",
        isHere && "ring-2 ring-ready ring-offset-2 ring-offset-paper",
        sizes[size],
        personColour(person.id),
        // Drawn rather than written: a control that is named after the person need not be called by the letters too.
        "before:content-[attr(data-initials)]",
        className,
      )}
      data-initials={initials(person.name)}
    />
  );
}
