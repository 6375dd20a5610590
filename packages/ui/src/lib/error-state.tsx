import type { ReactNode } from "react";

/** Props of {@link ErrorState}. */
export interface ErrorStateProps {
  /** A drawing. */
  art?: ReactNode;
  title: string;
  /** What happened, and what it means for the person's work. */
  children: ReactNode;
  /** Ways on. */
  actions?: ReactNode;
  /** For whoever is asked for help: a status or a reference. */
  reference?: string;
}

/** A page that could not be what was asked for. */
export function ErrorState({ art, title, children, actions, reference }: ErrorStateProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-start py-14 sm:py-24">
      {art ? <div className="mb-8 w-36">{art}</div> : null}
      <h1 className="text-title">{title}</h1>
      <div className="mt-5 space-y-3 text-lead text-ink-soft">{children}</div>
      {actions ? <div className="mt-9 flex flex-wrap gap-3">{actions}</div> : null}
      {reference ? <p className="numerals mt-10 text-caption text-ink-soft">{reference}</p> : null}
    </div>
  );
}
