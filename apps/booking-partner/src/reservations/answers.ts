import type { Change, Store } from "@potluck/file-store";
import { problem, type Answer } from "../http/problem.ts";

/** What was answered to each idempotency key. */
export interface Answers {
  /** @returns The answer of that key, a `key-reused` problem where it was used for something else, undefined where it is new. */
  find(key: string, request: string): Answer | undefined;
  /** The change that remembers an answer, to be written with what it tells. */
  remember(key: string, request: string, answer: Answer): Change;
}

interface Remembered {
  request: string;
  answer: Answer;
}

/** The contract says a day. */
const KEPT_S = 2 * 24 * 3600;

/**
 * @param now Clock in milliseconds.
 */
export function createAnswers(store: Store, now: () => number): Answers {
  const keyOf = (key: string) => `answer:${key}`;
  return {
    find(key, request) {
      const remembered = store.get<Remembered>(keyOf(key));
      if (!remembered) return undefined;
      return remembered.request === request
        ? remembered.answer
        : problem("key-reused", "This idempotency key was used for another request.");
    },
    remember: (key, request, answer) => ({
      key: keyOf(key),
      value: { request, answer } satisfies Remembered,
      expiresAt: Math.floor(now() / 1000) + KEPT_S,
    }),
  };
}
