import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";

const tones = {
  neutral: "bg-sunken text-ink-soft",
  accent: "bg-accent-soft text-accent-strong",
  ready: "bg-ready-soft text-ready",
  danger: "bg-danger-soft text-danger",
} as const;

/** A word or two about the thing beside it. */
export function Badge({ tone = "neutral", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-caption font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
