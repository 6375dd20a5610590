import { forwardRef } from "react";
import type { ComponentPropsWithoutRef } from "react";

import { buttonClass } from "./button-class.ts";
import type { ButtonSize, ButtonVariant } from "./button-class.ts";
import { classNames } from "./class-names.ts";

/** Props of {@link Button}: those of a native button, and its look. */
export interface ButtonProps extends ComponentPropsWithoutRef<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** The work it started still runs: it stays focusable, keeps its width, and ignores presses. */
  isPending?: boolean;
}

/** A native button: it works before scripts do, and costs the server next to nothing to render. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant, size, isPending = false, className, type = "button", onClick, children, ...rest },
  ref,
) {
  return (
    <button
      {...rest}
      ref={ref}
      type={type}
      aria-disabled={isPending || undefined}
      onClick={(event) => {
        if (isPending) event.preventDefault();
        else onClick?.(event);
      }}
      className={classNames(buttonClass({ variant, size }), className)}
    >
      {children}
    </button>
  );
});
