import type { ReactNode, RefObject } from "react";
import { Menu as AriaMenu, MenuItem as AriaMenuItem, Popover } from "react-aria-components";

import { classNames } from "../class-names.ts";

/** One choice of a {@link Menu}. */
export interface MenuChoice {
  id: string;
  label: string;
  /** A drawing or an avatar in front of the label. */
  start?: ReactNode;
  /** It is the current value among its neighbours. */
  isSelected?: boolean;
  isDisabled?: boolean;
  isDanger?: boolean;
}

/** Props of {@link Menu}. */
export interface MenuProps {
  /** The button it hangs on; give that button `aria-haspopup="menu"` and `aria-expanded`. */
  triggerRef: RefObject<HTMLElement | null>;
  label: string;
  choices: readonly MenuChoice[];
  onChoose: (id: string) => void;
  onClose: () => void;
}

/** An open menu: arrow keys, type-ahead, Escape and outside presses are React Aria's. */
export function Menu({ triggerRef, label, choices, onChoose, onClose }: MenuProps) {
  const selected = choices.filter((choice) => choice.isSelected).map((choice) => choice.id);
  const hasSelection = choices.some((choice) => choice.isSelected !== undefined);
  return (
    <Popover
      aria-label={label}
      triggerRef={triggerRef}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      placement="bottom end"
      offset={4}
      className="min-w-56 max-w-80 animate-appear overflow-auto rounded-card bg-surface p-1.5 shadow-overlay ring ring-line outline-none"
    >
      <AriaMenu
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that opens takes the focus (ARIA APG, menu button)
        autoFocus="first"
        onClose={onClose}
        onAction={(key) => onChoose(String(key))}
        disabledKeys={choices.filter((choice) => choice.isDisabled).map((choice) => choice.id)}
        {...(hasSelection ? { selectionMode: "single" as const, selectedKeys: selected } : {})}
        className="outline-none"
      >
        {choices.map((choice) => (
          <AriaMenuItem
            key={choice.id}
            id={choice.id}
            textValue={choice.label}
            className={classNames(
              "flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-3 py-2 text-[0.9375rem] outline-offset-[-2px]",
              "data-[focused]:bg-sunken data-[disabled]:cursor-default data-[disabled]:opacity-45",
              choice.isDanger ? "text-danger" : "text-ink",
            )}
          >
            {choice.start}
            <span className="min-w-0 flex-1 truncate">{choice.label}</span>
            {choice.isSelected ? (
              <svg
                viewBox="0 0 24 24"
                aria-hidden="true"
                className="size-5 fill-none stroke-accent"
                strokeWidth={2}
              >
                <path d="m5.5 12.5 4.3 4.3 8.7-9.3" strokeLinecap="round" strokeLinejoin="round" />
              </svg>
            ) : null}
          </AriaMenuItem>
        ))}
      </AriaMenu>
    </Popover>
  );
}
