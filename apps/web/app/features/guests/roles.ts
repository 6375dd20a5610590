import type { MemberRole } from "@potluck/contracts";

const words: Record<MemberRole, { name: string; can: string }> = {
  host: { name: "Host", can: "plans the dinner and invites people" },
  editor: { name: "Can edit", can: "can add to the checklist and change it" },
  viewer: { name: "Can look", can: "sees everything and changes nothing" },
};

/**
 * What a role is called, and what somebody who has it can do.
 *
 * @param role Value of the enum table `member_roles`.
 * @returns Words for people; those of `viewer` for a role that this version does not know.
 */
export function roleWords(role: string): { name: string; can: string } {
  return words[role as MemberRole] ?? words.viewer;
}

/** The roles that a host can give to guests, as choices of a list. */
export const guestRoles: readonly { value: string; label: string }[] = [
  { value: "editor", label: "Can edit the checklist" },
  { value: "viewer", label: "Can only look" },
];
