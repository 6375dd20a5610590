import { parseSignInFailure, type SignInFailureCode } from "@potluck/auth-session/browser";

/** A sign-in that did not happen, in words. */
export interface SignInExplanation {
  title: string;
  /** What happened, and what to do now. */
  sentence: string;
}

const byCode: Record<SignInFailureCode, SignInExplanation> = {
  denied: {
    title: "You didn’t sign in",
    sentence: "You or our sign-in service broke it off. Nothing was changed; start again when you like.",
  },
  expired: {
    title: "That took too long",
    sentence: "The sign-in was more than ten minutes old, or began in another browser. Please start again.",
  },
  invalid: {
    title: "We couldn’t trust that sign-in",
    sentence: "The answer of our sign-in service did not fit what you had started. Please start again.",
  },
  unavailable: {
    title: "Our sign-in service doesn’t answer",
    sentence: "This usually passes within a minute. Your dinners are safe; try again shortly.",
  },
  refused: {
    title: "We couldn’t let you in just now",
    sentence: "You signed in, but we couldn’t open your account. Please try again shortly.",
  },
  insufficient: {
    title: "We still need to know it’s you",
    sentence:
      "This page asks you to sign in once more, and our sign-in service didn’t do that. Nothing was changed, and you are still signed in.",
  },
  "other-person": {
    title: "That was somebody else",
    sentence:
      "This page asked whether it’s still you, and somebody else signed in. You are still signed in as yourself; sign out first to change.",
  },
  provider: {
    title: "Our sign-in service reported a problem",
    sentence: "Nothing was changed. Please start again.",
  },
  credentials: {
    title: "That didn’t fit",
    sentence: "No account has this e-mail address and this password. Mind capital letters, and try again.",
  },
  "wrong-code": {
    title: "That code was not the one",
    sentence:
      "Codes change every half minute, and each sign-in takes one. Please start again with your password.",
  },
  unverified: {
    title: "Your e-mail address is not confirmed yet",
    sentence: "We sent you a message with a link. Open it, then sign in here.",
  },
  "rate-limited": {
    title: "Too many attempts",
    sentence: "To keep guessers out, signing in rests for a few minutes. Please try again then.",
  },
};

/**
 * Finds the words for what the sign-in page was told in its address.
 *
 * @param code The value of `?error=`.
 * @returns The words; null when there is nothing to say.
 */
export function explainSignInFailure(code: string | null): SignInExplanation | null {
  const known = parseSignInFailure(code);
  return known && byCode[known];
}
