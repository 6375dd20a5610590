import type { Account } from "./account.ts";

/** Password of the seeded people. */
export const SEEDED_PASSWORD = "potluck";
/** Hash of {@link SEEDED_PASSWORD}; fixed, so that nothing has to be derived when the server starts. */
export const SEEDED_PASSWORD_HASH =
  "scrypt$cG90bHVjay1kZW1vLXBlb3BsZQ$Rn8xz3RWy_LwztJFsWn63a8QFxHnHNvo1woDgJyb8UY";

const JOINED = { updatedAt: 1_763_700_000, appMetadata: { member_since: "2025-11-21" } };

const withPassword = [
  { id: "ada", name: "Ada Fern", userMetadata: { diet: "vegetarian" } },
  { id: "ben", name: "Ben Osei", userMetadata: {} },
  { id: "cleo", name: "Cleo Marsh", userMetadata: { diet: "no nuts" } },
  { id: "dan", name: "Dan Ibarra", userMetadata: { diet: "no gluten" } },
].map(({ id, name, userMetadata }) => ({
  sub: `auth0|${id}`,
  email: `${id}@potluck.test`,
  emailVerified: true,
  name,
  passwordHash: SEEDED_PASSWORD_HASH,
  userMetadata,
  ...JOINED,
}));

const withGoogle: Account = {
  sub: "google-oauth2|100200300400500600700",
  email: "greta@mail.test",
  emailVerified: true,
  name: "Greta Lund",
  userMetadata: { diet: "vegan" },
  ...JOINED,
};

/** The people who exist from the start. */
export const SEEDED_PEOPLE: readonly Account[] = [...withPassword, withGoogle];
