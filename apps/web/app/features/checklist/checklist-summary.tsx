/** How far the checklist is, in a few words. */
export function ChecklistSummary({
  items,
}: {
  items: readonly { done: boolean; assignee_id: string | null }[];
}) {
  if (items.length === 0) return null;
  const ready = items.filter((item) => item.done).length;
  const open = items.filter((item) => !item.done && item.assignee_id === null).length;
  const words = [
    ready === items.length ? "Everything is ready" : `${ready} of ${items.length} ready`,
    open > 0 && `${open} still ${open === 1 ? "needs" : "need"} somebody`,
  ];
  return <p className="numerals text-caption text-ink-soft">{words.filter(Boolean).join(" · ")}</p>;
}
