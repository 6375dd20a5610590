import { useId } from "react";
import type { ComponentPropsWithoutRef, ReactNode } from "react";

import { classNames } from "./class-names.ts";

/** Props of {@link RadioCard}: those of a native radio button, and what stands on the card. */
export interface RadioCardProps extends Omit<
  ComponentPropsWithoutRef<"input">,
  "type" | "children" | "className"
> {
  /** What the choice is called: the name of the radio button. */
  title: string;
  /** A picture, beside the words. */
  art?: ReactNode;
  /** More about the choice, read out after its name. */
  children?: ReactNode;
  className?: string;
}

/**
 * One choice of a group as a card that can be pressed anywhere. It is a native radio button: arrow keys move within the
 * group, a form sends it, and a choice made before scripts run stays. Put several with one `name` in a fieldset.
 */
export function RadioCard({ title, art, children, className, ...rest }: RadioCardProps) {
  const ownId = useId();
  return (
    <label
      className={classNames(
        "group/card relative flex min-h-24 items-center gap-4 rounded-card bg-surface p-3 pr-4 inset-ring inset-ring-line",
        "transition-shadow duration-150 hover:inset-ring-line-strong",
        "has-checked:inset-ring-2 has-checked:inset-ring-accent",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
        className,
      )}
    >
      {art}
      <span className="min-w-0 flex-1">
        <span id={`${ownId}-title`} className="block font-display text-[1.1875rem] leading-snug font-[480]">
          {title}
        </span>
        {children ? (
          <span id={`${ownId}-about`} className="block text-caption text-ink-soft">
            {children}
          </span>
        ) : null}
      </span>
      <input
        {...rest}
        type="radio"
        aria-labelledby={`${ownId}-title`}
        aria-describedby={children ? `${ownId}-about` : undefined}
        className="size-5 shrink-0 accent-accent outline-none!"
      />
    </label>
  );
}
