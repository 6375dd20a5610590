import { Badge } from "@potluck/ui";

import { roleWords } from "./roles.ts";

/** What a guest may do, in a word. */
export function RoleBadge({ role }: { role: string }) {
  return <Badge tone={role === "host" ? "accent" : "neutral"}>{roleWords(role).name}</Badge>;
}
