import type { GqlErrorKind } from "@potluck/urql-client/browser";

/** A change that did not happen, for the person who made it. */
export interface FailedChange {
  text: string;
  detail: string;
}

/** What each mutation was about to do, in the words of the person; by operation name. */
const attempts: Record<string, (variables: Record<string, unknown>) => string> = {
  AddItem: ({ item }) => `Couldn’t add “${title(item)}”`,
  ChangeItem: ({ set }) =>
    title(set) ? `Couldn’t rename it to “${title(set)}”` : "Couldn’t change the checklist",
  RemoveItem: () => "Couldn’t delete it",
  ChangeDinner: () => "Couldn’t change the details",
  ChangeRole: () => "Couldn’t change what this guest can do",
  RemoveGuest: () => "Couldn’t remove the guest",
  RevokeInvitation: () => "Couldn’t take the link back",
  AskForTable: () => "Couldn’t ask for the table",
  ChangeTable: () => "Couldn’t ask for another table",
  CancelBooking: () => "Couldn’t cancel the table",
};

const reasons: Partial<Record<GqlErrorKind, string>> = {
  auth: "You are signed out. Sign in again, then try once more.",
  permission: "You may look at this, but not change it, or it is gone by now. It is back to how it was.",
  validation: "It was not accepted as written. It is back to how it was.",
  constraint: "It doesn’t fit what others changed meanwhile. It is back to how it was.",
  network: "There was no connection, so it may not be saved. It is shown until we know.",
  timeout: "The answer took too long. Look whether the change is there before you try again.",
};

/** Reasons that mean something of their own for one mutation; by operation name. */
const ownReasons: Record<string, Partial<Record<GqlErrorKind, string>>> = {
  AskForTable: {
    constraint: "Somebody else asked for one a moment ago. Theirs is shown; you can still change it.",
  },
};

/**
 * Puts a failed mutation into words: what did not happen, why, and what that means for the person's work.
 *
 * @param name The operation's name.
 * @param variables Its variables.
 * @param kind What went wrong.
 * @returns The words; null for what happens in the background and concerns nobody.
 */
export function describeChange(
  name: string | undefined,
  variables: Record<string, unknown>,
  kind: GqlErrorKind | undefined,
): FailedChange | null {
  if (name === undefined) return null;
  const attempt = attempts[name];
  if (!attempt) return null;
  const reason = kind && (ownReasons[name]?.[kind] ?? reasons[kind]);
  return {
    text: attempt(variables),
    detail: reason ?? "Something went wrong on our side. It is back to how it was.",
  };
}

function title(value: unknown): string {
  const text = typeof value === "object" && value !== null && "title" in value ? value.title : undefined;
  return typeof text === "string" ? text : "";
}
