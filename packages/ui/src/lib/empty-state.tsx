import type { ReactNode } from "react";

/** Props of {@link EmptyState}. */
export interface EmptyStateProps {
  /** A drawing. */
  art?: ReactNode;
  title: string;
  /** Says the next step. */
  children: ReactNode;
  /** The control that takes it. */
  action?: ReactNode;
}

/** What a list says while nothing is in it. */
export function EmptyState({ art, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-4 py-12 text-center">
      {art ? <div className="mb-6 w-40">{art}</div> : null}
      <h2 className="text-heading">{title}</h2>
      <div className="mt-2 max-w-[34ch] text-ink-soft">{children}</div>
      {action ? <div className="mt-7">{action}</div> : null}
    </div>
  );
}
