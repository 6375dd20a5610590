import { Button, Icon } from "@potluck/ui";
import { useState } from "react";
import type { FormEvent, RefObject } from "react";

import { useHydrated } from "~/features/hydration/use-hydrated.ts";

/** Props of {@link ItemComposer}. */
export interface ItemComposerProps {
  inputRef: RefObject<HTMLInputElement>;
  onAdd: (title: string, isPrivate: boolean) => void;
}

/**
 * The next line of the checklist, always at hand at the bottom of the window. The field keeps the focus, so that
 * several things can be added in a row; what is typed before the page is hydrated stays.
 */
export function ItemComposer({ inputRef, onAdd }: ItemComposerProps) {
  const [isPrivate, setIsPrivate] = useState(false);
  const isHydrated = useHydrated();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const input = inputRef.current;
    const title = input?.value.trim();
    if (!input) return;
    if (title) {
      onAdd(title, isPrivate);
      input.value = "";
    }
    input.focus();
  }

  return (
    <form
      onSubmit={submit}
      className="sticky bottom-0 z-20 -mx-5 flex items-center gap-1 bg-paper/95 px-5 py-3 sm:-mx-3 sm:px-3"
    >
      <div className="flex min-h-13 min-w-0 flex-1 items-center rounded-control bg-surface pl-4 shadow-card inset-ring inset-ring-line-strong/70 focus-within:inset-ring-2 focus-within:inset-ring-accent">
        <input
          ref={inputRef}
          type="text"
          name="title"
          aria-label={isPrivate ? "Add something only you see" : "Add something to bring"}
          placeholder={isPrivate ? "Just for you…" : "Add something to bring…"}
          maxLength={200}
          autoComplete="off"
          enterKeyHint="done"
          className="min-h-11 min-w-0 flex-1 bg-transparent text-base outline-none! placeholder:text-ink-soft/80"
        />
        <button
          type="button"
          aria-pressed={isPrivate}
          aria-label="Only I see it"
          title="Only I see it"
          onClick={() => setIsPrivate(!isPrivate)}
          className="grid size-11 shrink-0 place-items-center rounded-control text-ink-soft hover:text-ink aria-pressed:text-accent"
        >
          <Icon name="lock" />
        </button>
      </div>
      <Button type="submit" disabled={!isHydrated} className="min-h-13 pr-5 pl-4">
        <Icon name="add" />
        Add
      </Button>
    </form>
  );
}
