import { useEffect } from "react";

import { lazyModule } from "./lazy-module.ts";
import type { MenuProps } from "./overlays/menu.tsx";

/** The code of menus. */
export const menuModule = lazyModule(() => import("./overlays/menu.tsx"));

/**
 * An open menu; render it while it is open. Closed menus cost nothing: a list of fifty rows with two menus each
 * renders none, and the code comes when a page is idle or a first menu opens.
 */
export function Menu(props: MenuProps) {
  const module = menuModule.use();
  const { onClose } = props;
  useEffect(() => {
    menuModule.load().catch(onClose);
  }, [onClose]);
  return module ? <module.Menu {...props} /> : null;
}
