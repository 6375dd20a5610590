import { classNames } from "@potluck/ui";
import { useEffect, useRef } from "react";

/** Props of {@link ItemTitle}. */
export interface ItemTitleProps {
  title: string;
  isDone: boolean;
  isRenaming: boolean;
  /** Starts and ends renaming; absent, the title is only text. */
  onRename?: (isRenaming: boolean) => void;
  onChange: (title: string) => void;
}

const look = "w-full rounded-control px-2 py-2 text-left leading-snug";

/** The title of a line; a press turns it into a text field in the same place. Enter saves, Escape takes it back. */
export function ItemTitle({ title, isDone, isRenaming, onRename, onChange }: ItemTitleProps) {
  const button = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const refocus = useRef(false);

  useEffect(() => {
    if (isRenaming) field.current?.focus();
    if (isRenaming || !refocus.current) return;
    refocus.current = false;
    button.current?.focus();
  }, [isRenaming]);

  const words = classNames("wrap-anywhere", isDone && "text-ink-soft line-through decoration-1");
  if (!onRename) return <p className={classNames(look, words)}>{title}</p>;
  if (!isRenaming) {
    return (
      <button
        ref={button}
        type="button"
        aria-label={`Rename ${title}`}
        onClick={() => onRename(true)}
        className={classNames(look, words, "min-h-11 cursor-text! hover:bg-sunken")}
      >
        {title}
      </button>
    );
  }

  function close(value: string | null, keepFocus: boolean): void {
    const next = value?.trim();
    refocus.current = keepFocus;
    onRename?.(false);
    if (next && next !== title) onChange(next);
  }

  return (
    <input
      type="text"
      aria-label={`New name for ${title}`}
      defaultValue={title}
      maxLength={200}
      ref={field}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => close(event.currentTarget.value, false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
        // The focus moves to the button meanwhile, which must not be pressed by the same key.
        event.preventDefault();
        close(event.key === "Enter" ? event.currentTarget.value : null, true);
      }}
      className={classNames(look, "min-h-11 bg-surface inset-ring-2 inset-ring-accent outline-none")}
    />
  );
}
