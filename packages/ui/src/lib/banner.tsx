import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";

/** Props of {@link Banner}. */
export interface BannerProps {
  tone?: "info" | "danger" | "ready";
  title?: string;
  children: ReactNode;
  /** Announced when it appears; `alert` interrupts, for what went wrong with the person's own work. */
  role?: "status" | "alert";
}

const tones = {
  info: "bg-sunken text-ink",
  danger: "bg-danger-soft text-danger",
  ready: "bg-ready-soft text-ink",
} as const;

/** A message that belongs to a place on the page and stays there. */
export function Banner({ tone = "info", title, children, role = "status" }: BannerProps) {
  return (
    <div role={role} className={classNames("rounded-card px-5 py-4 text-[0.9375rem]", tones[tone])}>
      {title ? <p className="mb-0.5 font-semibold">{title}</p> : null}
      {children}
    </div>
  );
}
