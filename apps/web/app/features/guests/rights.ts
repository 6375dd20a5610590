import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { DinnerMembersFragment } from "./dinner-members.ts";

/**
 * What a person may do at a dinner. For what is shown only: what is allowed, the API decides.
 *
 * @param dinner The dinner.
 * @param personId The person.
 * @returns The person's rights; none for somebody who is not a guest.
 */
export function rightsOf(
  dinner: FragmentOf<typeof DinnerMembersFragment>,
  personId: string,
): { canEdit: boolean; isHost: boolean } {
  const { members } = readFragment(DinnerMembersFragment, dinner);
  const role = members.find((member) => member.user_id === personId)?.role;
  return { canEdit: role === "host" || role === "editor", isHost: role === "host" };
}
