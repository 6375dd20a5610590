import { classNames } from "./class-names.ts";

/** The name of the product beside its mark: a pot with two handles, seen from above, and a leaf in it. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={classNames("inline-flex items-center gap-2.5 text-ink", className)}>
      <Mark className="size-8" />
      <span className="font-display text-[1.4375rem] leading-none font-[560] tracking-[-0.02em]">
        Potluck
      </span>
    </span>
  );
}

function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect x={0.5} y={12} width={31} height={8} rx={4} className="fill-accent-strong" />
      <circle cx={16} cy={16} r={12.5} className="fill-accent" />
      <circle cx={16} cy={16} r={9} className="fill-on-accent" />
      <path d="M16 23.5C10.7 20.5 10.7 13 16 8.5 21.3 13 21.3 20.5 16 23.5Z" className="fill-leaf" />
      <path d="M16 22.5V12.5" className="stroke-on-accent" strokeWidth={1.4} strokeLinecap="round" />
    </svg>
  );
}
