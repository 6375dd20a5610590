import { classNames } from "./class-names.ts";

/** Props of {@link Checkbox}. */
export interface CheckboxProps {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  /** The label, read out; give `children` instead to show one. */
  "aria-label"?: string;
  children?: React.ReactNode;
  isDisabled?: boolean;
  className?: string;
}

/** A native checkbox in a 44 px target. */
export function Checkbox(props: CheckboxProps) {
  const { isSelected, onChange, isDisabled = false, children, className } = props;
  return (
    <label className={classNames("group/check inline-flex min-h-11 items-center", className)}>
      <span className="relative grid size-11 shrink-0 place-items-center">
        <input
          type="checkbox"
          // Otherwise the browser puts an old tick back when somebody returns to the page.
          autoComplete="off"
          checked={isSelected}
          disabled={isDisabled}
          aria-label={props["aria-label"]}
          onChange={(event) => onChange(event.currentTarget.checked)}
          className={
            "peer size-6 cursor-[inherit] appearance-none rounded-full bg-surface inset-ring-[1.5px] inset-ring-line-strong " +
            "transition-colors duration-150 checked:bg-ready checked:inset-ring-ready " +
            "group-hover/check:not-checked:not-disabled:inset-ring-ink disabled:opacity-60"
          }
        />
        <svg
          viewBox="0 0 24 24"
          aria-hidden="true"
          className="check-mark pointer-events-none absolute size-4 fill-none stroke-surface opacity-0 peer-checked:opacity-100"
          strokeWidth={3.2}
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          <path d="m5 12.8 4.6 4.6L19 7.2" pathLength={1} />
        </svg>
      </span>
      {children ? <span className="pr-1">{children}</span> : null}
    </label>
  );
}
