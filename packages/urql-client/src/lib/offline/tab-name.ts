const KEY = "urql-client-tab";

/** @returns What this tab is called, over reloads: it takes up its own changes before others do. It tells nothing of who uses it. */
export function tabName(): string {
  const made = crypto.randomUUID();
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    sessionStorage.setItem(KEY, made);
  } catch {
    // It is blocked: every page is a tab of its own.
  }
  return made;
}
