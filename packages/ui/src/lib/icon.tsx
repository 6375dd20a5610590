import { classNames } from "./class-names.ts";

const paths = {
  add: "M12 5v14M5 12h14",
  arrowDown: "M12 5v14m-6-6 6 6 6-6",
  arrowLeft: "M19 12H5m6-6-6 6 6 6",
  arrowUp: "M12 19V5m-6 6 6-6 6 6",
  calendar:
    "M5 7.5A1.5 1.5 0 0 1 6.5 6h11A1.5 1.5 0 0 1 19 7.5v10a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 17.5zM5 10.5h14M9 4v3.5M15 4v3.5",
  chevronDown: "m6.5 9.5 5.5 5.5 5.5-5.5",
  check: "m5.5 12.5 4.3 4.3 8.7-9.3",
  close: "m6.5 6.5 11 11m0-11-11 11",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2",
  copy: "M9 9h9.5v10.5H9zM15 9V4.5H5.5V15H9",
  edit: "m14.5 6.5 3 3M5 19l.8-3.8L16 5a1.4 1.4 0 0 1 2 0l1 1a1.4 1.4 0 0 1 0 2L8.8 18.2z",
  grip: "M9.5 6.5h.01M14.5 6.5h.01M9.5 12h.01M14.5 12h.01M9.5 17.5h.01M14.5 17.5h.01",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-.9.9M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l.9-.9",
  lock: "M6.5 11h11v8h-11zM9 11V8.5a3 3 0 0 1 6 0V11",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  people:
    "M9 11.5a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5zM3.5 19c.4-3 2.6-4.8 5.5-4.8s5.1 1.8 5.5 4.8M15.5 5.3a3.1 3.1 0 0 1 0 5.9M17.3 14.5c1.8.7 2.9 2.2 3.2 4.5",
  person: "M12 12a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM5 20c.5-3.5 3.3-5.5 7-5.5s6.5 2 7 5.5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5",
  wifiOff:
    "M4 4l16 16M8.5 15.5a5 5 0 0 1 6 -.6M5.5 12.3a9.3 9.3 0 0 1 4-2.2M13.8 9.8a9.3 9.3 0 0 1 4.7 2.5M12 19h.01",
} as const;

/** Name of a drawing that {@link Icon} knows. */
export type IconName = keyof typeof paths;

const dots: readonly IconName[] = ["grip", "more"];

/** A line drawing in the colour of the text. It says nothing to assistive technology: label the control it is in. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  // Lists have hundreds: what all icons share is said once, in the style sheet.
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={classNames(dots.includes(name) ? "icon icon-dots" : "icon", className)}
    >
      <path d={paths[name]} />
    </svg>
  );
}
