import { useEffect } from "react";

import { lazyModule } from "./lazy-module.ts";
import type { DialogProps } from "./overlays/dialog.tsx";

/** The code of dialogs. */
export const dialogModule = lazyModule(() => import("./overlays/dialog.tsx"));

/**
 * An open modal dialog; render it while it is open. Its code comes when a page is idle or a first dialog opens.
 */
export function Dialog(props: DialogProps) {
  const module = dialogModule.use();
  const { onClose } = props;
  useEffect(() => {
    dialogModule.load().catch(onClose);
  }, [onClose]);
  return module ? <module.Dialog {...props} /> : null;
}
