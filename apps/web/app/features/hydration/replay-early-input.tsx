import { useEffect, useLayoutEffect, type ReactNode } from "react";

import type { EarlyInput, EarlyInputKeeper } from "./early-input-script.ts";

/**
 * Does, in order and at most once, what people did with buttons, ticks and choices before the page was hydrated. It goes
 * around the whole app: its effect runs after the effects of everything inside, so what a press needs is there.
 */
export function ReplayEarlyInput({ children }: { children: ReactNode }) {
  useLayoutEffect(() => window.earlyInput?.stop(), []);
  useEffect(() => {
    const keeper = window.earlyInput;
    delete window.earlyInput;
    // When React is done, but before the event that may have made it hydrate goes on to its handlers.
    if (keeper) queueMicrotask(() => void replay(keeper));
  }, []);
  return children;
}

async function replay({ kept, patience }: EarlyInputKeeper): Promise<void> {
  // A second menu or dialog is out of reach while a first is open, so who asked for it had given up the first.
  const lastOpener = [...kept.keys()].findLast(opensSomething);
  for (const [control, input] of kept) {
    input.sign?.cancel();
    if (!control.isConnected || (opensSomething(control) && control !== lastOpener)) continue;
    if (control instanceof HTMLInputElement) tick(control, input);
    else if (control instanceof HTMLSelectElement) choose(control, input);
    else if (control instanceof HTMLElement && performance.now() - input.at < patience) control.click();
    // The next one finds what this one changed.
    await Promise.resolve();
  }
}

function opensSomething(control: Element): boolean {
  return control.hasAttribute("aria-haspopup");
}

// Ticks and choices show what was meant, so they are never too late. The attributes are the state that React rendered.

function tick(box: HTMLInputElement, { checked = false }: EarlyInput): void {
  if (checked === box.defaultChecked) return;
  box.checked = !checked;
  box.click();
}

function choose(select: HTMLSelectElement, { value = "" }: EarlyInput): void {
  select.value = value;
  if (select.selectedOptions[0]?.defaultSelected) return;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}
