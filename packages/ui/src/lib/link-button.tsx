import type { ComponentPropsWithoutRef, ElementType } from "react";

import { buttonClass } from "./button-class.ts";
import type { ButtonSize, ButtonVariant } from "./button-class.ts";
import { classNames } from "./class-names.ts";

/** Props of {@link LinkButton}: those of the link it renders, and its look. */
export type LinkButtonProps<Link extends ElementType = "a"> = {
  /** What renders the link, such as a router's link; a native one when absent. */
  component?: Link;
  variant?: ButtonVariant;
  size?: ButtonSize;
} & Omit<ComponentPropsWithoutRef<Link>, "component">;

/** A link that looks like a button: it goes somewhere, a `Button` does something. */
export function LinkButton<Link extends ElementType = "a">(props: LinkButtonProps<Link>) {
  const { component, variant, size, className, ...rest } = props as LinkButtonProps;
  const Component: ElementType = component ?? "a";
  return <Component {...rest} className={classNames(buttonClass({ variant, size }), className)} />;
}
