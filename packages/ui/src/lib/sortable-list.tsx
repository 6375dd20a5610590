import { useId, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactNode } from "react";

import { classNames } from "./class-names.ts";
import { moved } from "./drop-index.ts";
import { Icon } from "./icon.tsx";
import { useBeforePaint } from "./use-before-paint.ts";
import { useRowDrag } from "./use-row-drag.ts";

/** Props of {@link SortableList}. */
export interface SortableListProps<Row> {
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What the row is called when its move is announced. */
  nameOf: (row: Row) => string;
  /** Moves a row between two others, null at the ends; absent, the list has no handles. */
  onMove?: (key: string, between: { previous: string | null; next: string | null }) => void;
  /** Renders a row; the handle comes first in it, and is null without `onMove`. */
  children: (row: Row, handle: ReactNode) => ReactNode;
  className?: string;
}

/**
 * A list whose rows people put in order: by dragging a handle, or with the arrow keys on it. Home and End take a
 * row to the ends. The rows are the caller's; a row keeps its place on screen from the drop until they are new.
 */
export function SortableList<Row>(props: SortableListProps<Row>) {
  const { label, rows, keyOf, nameOf, onMove, children, className } = props;
  const list = useRef<HTMLUListElement>(null);
  const hint = useId();
  const [announcement, setAnnouncement] = useState("");
  const [dropped, setDropped] = useState<{ before: readonly Row[]; after: readonly Row[] } | null>(null);
  const shown = dropped?.before === rows ? dropped.after : rows;
  const movedKey = useRef<string | null>(null);

  function move(from: number, to: number): void {
    const row = shown[from];
    if (!row || to === from || to < 0 || to >= shown.length) return;
    const after = moved(shown, from, to);
    const keyAt = (index: number) => {
      const neighbour = after[index];
      return neighbour === undefined ? null : keyOf(neighbour);
    };
    setDropped({ before: rows, after });
    setAnnouncement(`${nameOf(row)}: now ${to + 1} of ${shown.length}`);
    movedKey.current = keyOf(row);
    onMove?.(keyOf(row), { previous: keyAt(to - 1), next: keyAt(to + 1) });
  }
  const { drag, start } = useRowDrag(list, move);

  useBeforePaint(() => {
    // Moving its row in the document takes the focus from a handle.
    const key = movedKey.current;
    movedKey.current = null;
    if (key === null || document.activeElement !== document.body) return;
    list.current
      ?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(key)}"]`)
      ?.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent, index: number): void {
    const targets: Record<string, number> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: shown.length - 1,
    };
    const to = targets[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(index, to);
  }

  return (
    <>
      <ul ref={list} aria-label={label} className={classNames("relative", className)}>
        {shown.map((row, index) => (
          <li
            key={keyOf(row)}
            style={drag ? { translate: roomFor(index, drag) } : undefined}
            className={classNames(
              drag && drag.from !== index && "transition-[translate] duration-200 ease-settle",
              drag?.from === index &&
                "relative z-10 before:absolute before:-inset-x-4 before:inset-y-0 before:-z-10 before:rounded-control before:bg-surface before:shadow-overlay",
            )}
          >
            {children(
              row,
              onMove ? (
                <Handle
                  rowKey={keyOf(row)}
                  name={nameOf(row)}
                  hint={hint}
                  onPointerDown={(event) => start(index, event)}
                  onKeyDown={(event) => onKeyDown(event, index)}
                />
              ) : null,
            )}
          </li>
        ))}
      </ul>
      {onMove ? (
        <>
          <p id={hint} hidden>
            Use the arrow keys to move it, or drag it.
          </p>
          <output className="sr-only">{announcement}</output>
        </>
      ) : null}
    </>
  );
}

interface HandleProps {
  rowKey: string;
  name: string;
  hint: string;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Handle({ rowKey, name, hint, onPointerDown, onKeyDown }: HandleProps) {
  return (
    <button
      type="button"
      data-handle={rowKey}
      aria-label={`Move ${name}`}
      aria-describedby={hint}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      className="-ml-3.5 grid size-11 shrink-0 touch-none cursor-grab place-items-center rounded-control text-ink-soft/70 hover:bg-sunken hover:text-ink active:cursor-grabbing"
    >
      <Icon name="grip" />
    </button>
  );
}

function roomFor(index: number, drag: { from: number; to: number; height: number }): string | undefined {
  if (index === drag.from) return undefined;
  if (index > drag.from && index <= drag.to) return `0 ${-drag.height}px`;
  if (index < drag.from && index >= drag.to) return `0 ${drag.height}px`;
  return "0 0";
}
