import { useEffect, useRef, useState } from "react";
import type { PointerEvent as ReactPointerEvent, RefObject } from "react";

import { dropIndex } from "./drop-index.ts";
import type { RowBox } from "./drop-index.ts";

/** A row on its way: which one, and where it would land now. */
export interface RowDrag {
  from: number;
  to: number;
  /** Height of the dragged row, in pixels: how far the rows it passes make room. */
  height: number;
}

const edge = 72;

/**
 * Dragging the rows of a list by a handle, with mouse, pen or finger. Pointer events rather than the platform's
 * drag and drop: a finger can start at once, without a long press, and the page scrolls along at its edges.
 *
 * @param list The list element; its children are the rows.
 * @param onDrop Called with the old and the new index when a row was dropped elsewhere.
 * @returns The drag under way, and what starts one.
 */
export function useRowDrag(list: RefObject<HTMLElement | null>, onDrop: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<RowDrag | null>(null);
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);

  function start(from: number, event: ReactPointerEvent<HTMLElement>): void {
    const rows = [...(list.current?.children ?? [])] as HTMLElement[];
    const row = rows[from];
    if (!row || event.button !== 0 || stop.current) return;
    event.preventDefault();
    event.currentTarget.focus();
    const { pointerId } = event;
    // Offsets ignore transforms, so they stay true while rows make room for each other.
    const boxes: RowBox[] = rows.map((element) => ({ top: element.offsetTop, height: element.offsetHeight }));
    const startY = event.clientY + window.scrollY;
    let clientY = event.clientY;
    let to = from;
    let frame = 0;

    function follow(): void {
      const offset = clientY + window.scrollY - startY;
      row!.style.translate = `0 ${offset}px`;
      const next = dropIndex(boxes, from, offset);
      if (next !== to) {
        to = next;
        setDrag({ from, to, height: boxes[from]!.height });
      }
    }
    function scrollAtEdges(): void {
      const below = clientY - (window.innerHeight - edge);
      const above = edge - clientY;
      const speed = below > 0 ? below / 5 : above > 0 ? -above / 5 : 0;
      if (speed !== 0) {
        window.scrollBy(0, speed);
        follow();
      }
      frame = requestAnimationFrame(scrollAtEdges);
    }
    function move(moveEvent: PointerEvent): void {
      if (moveEvent.pointerId !== pointerId) return;
      clientY = moveEvent.clientY;
      follow();
    }
    function end(isDropped: boolean): void {
      cancelAnimationFrame(frame);
      listening.abort();
      row!.style.translate = "";
      stop.current = null;
      setDrag(null);
      if (isDropped && to !== from) onDrop(from, to);
    }

    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", (up) => up.pointerId === pointerId && end(true), { signal });
    window.addEventListener("pointercancel", (gone) => gone.pointerId === pointerId && end(false), {
      signal,
    });
    window.addEventListener("keydown", (key) => key.key === "Escape" && end(false), { signal });
    stop.current = () => end(false);
    setDrag({ from, to, height: boxes[from]!.height });
    frame = requestAnimationFrame(scrollAtEdges);
  }

  return { drag, start };
}
