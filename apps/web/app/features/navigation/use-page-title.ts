import { useEffect } from "react";

/**
 * Names the page after what is on it, also when that is renamed while one looks.
 *
 * @param title The name; undefined while there is none.
 */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Potluck`;
  }, [title]);
}
