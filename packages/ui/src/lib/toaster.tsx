import { useEffect } from "react";

import { dialogModule } from "./dialog.tsx";
import { lazyModule } from "./lazy-module.ts";
import { menuModule } from "./menu.tsx";
import type { ToastMessage } from "./overlays/toast-region.tsx";

const toastModule = lazyModule(() => import("./overlays/toast-region.tsx"));

/**
 * Shows a message in the {@link Toaster}. For the browser only: the messages belong to the page.
 *
 * @param message What happened. Messages of tone `danger` stay until they are closed; others leave after 8 seconds.
 * @returns Closes the message.
 */
export function notify(message: ToastMessage): () => void {
  let close: (() => void) | undefined;
  let isClosed = false;
  toastModule.load().then(
    ({ show }) => {
      if (!isClosed) close = show(message);
    },
    () => {
      // Without the code there is nowhere to say it; the page shows its own state.
    },
  );
  return () => {
    isClosed = true;
    close?.();
  };
}

/**
 * Where messages appear, over the page and never moving it. Render one per page: it also fetches the code of menus
 * and dialogs once the page is idle.
 */
export function Toaster() {
  const module = toastModule.use();
  useEffect(() => whenIdle(loadOverlays), []);
  return module ? <module.MessageRegion /> : null;
}

function loadOverlays(): void {
  for (const overlay of [toastModule, menuModule, dialogModule]) {
    overlay.load().catch(() => {
      // Whoever needs it tries again.
    });
  }
}

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const handle = requestIdleCallback(run, { timeout: 3_000 });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, 800);
  return () => clearTimeout(timer);
}
