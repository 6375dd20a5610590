import { classNames } from "./class-names.ts";

/** How much a button asks for: one `primary` per view, `quiet` where many stand together. */
export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";

/** `icon` is a square for one icon and needs a label of its own. */
export type ButtonSize = "medium" | "large" | "icon";

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary:
    "bg-surface text-ink inset-ring inset-ring-line-strong/60 hover:bg-sunken hover:inset-ring-line-strong",
  quiet: "text-ink-soft hover:bg-sunken hover:text-ink",
  danger:
    "bg-surface text-danger inset-ring inset-ring-danger/50 hover:bg-danger-soft hover:inset-ring-danger",
};

const sizes: Record<ButtonSize, string> = {
  medium: "min-h-11 px-4.5 py-2 text-[0.9375rem]",
  large: "min-h-13 px-7 py-3 text-[1.0625rem]",
  icon: "size-11 shrink-0",
};

/**
 * The look of a button, for an element that is not our `Button`, such as a router's link.
 *
 * @param options Variant and size; a medium primary button when absent.
 * @returns The value for a `className`.
 */
export function buttonClass(options: { variant?: ButtonVariant; size?: ButtonSize } = {}): string {
  const { variant = "primary", size = "medium" } = options;
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-control text-center leading-tight font-medium",
    "transition-colors duration-150 select-none active:translate-y-px disabled:opacity-55 disabled:active:translate-y-0",
    "aria-disabled:opacity-55",
    variants[variant],
    sizes[size],
  );
}
