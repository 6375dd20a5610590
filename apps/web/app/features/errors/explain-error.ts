import { isRouteErrorResponse } from "@remix-run/react";

/** An error page in words. */
export interface Explanation {
  title: string;
  /** What happened, and what it means for the person's work. */
  sentences: string[];
  canRetry: boolean;
  reference?: string;
}

const byStatus: Record<number, Explanation> = {
  401: {
    title: "You are signed out",
    sentences: ["What you saved is safe. Sign in again to go on where you were."],
    canRetry: true,
  },
  403: {
    title: "This isn’t yours to open",
    sentences: [
      "It belongs to people who haven’t invited you, or your invitation was taken back.",
      "Ask the host for a new link.",
    ],
    canRetry: false,
  },
  404: {
    title: "There’s nothing here",
    sentences: [
      "The address may be wrong, the dinner may have been deleted, or it belongs to people who haven’t invited you.",
      "Nothing that you saved was lost.",
    ],
    canRetry: false,
  },
  503: {
    title: "We can’t reach the kitchen",
    sentences: [
      "Your dinners are safe, we just can’t get to them right now. This usually passes within a minute.",
    ],
    canRetry: true,
  },
};

/**
 * Finds the words for what a route threw.
 *
 * @param error A response, or anything else that was thrown.
 * @returns The words; those for an unexpected error when nothing better is known.
 */
export function explainError(error: unknown): Explanation {
  if (isRouteErrorResponse(error)) {
    const known = byStatus[error.status];
    const reference = `Status ${error.status}`;
    if (known) return { ...known, reference };
    return { ...unexpected, reference };
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return {
      title: "You’re offline",
      sentences: [
        "This page couldn’t be fetched. What you saved is safe; come back when there is a connection.",
      ],
      canRetry: true,
    };
  }
  return unexpected;
}

const unexpected: Explanation = {
  title: "Something went wrong",
  sentences: [
    "This page failed, and we have noted it. What you saved is safe; a change that was on its way may be missing.",
  ],
  canRetry: true,
};
