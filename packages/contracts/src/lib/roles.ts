import { z } from "zod";

/** The roles of the API: nobody in particular, a signed-in person, and our functions. */
export const roles = ["anonymous", "user", "function"] as const;

/** A role of the API (`x-hasura-role`). */
export type Role = (typeof roles)[number];

/** What a guest may do at a dinner (the enum table `member_roles`). */
export const memberRole = z.enum(["host", "editor", "viewer"]);

/** What a guest may do at a dinner. */
export type MemberRole = z.infer<typeof memberRole>;
