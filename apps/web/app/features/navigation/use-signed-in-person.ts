import { useMatches } from "@remix-run/react";

import type { Person } from "~/load-context.ts";

/**
 * Whose page this is, from the data of whichever route loaded it.
 *
 * @returns The signed-in person; undefined where no loader asked who is signed in.
 */
export function useSignedInPerson(): Person | undefined {
  for (const match of useMatches()) {
    const { data } = match;
    if (typeof data === "object" && data !== null && "person" in data && data.person)
      return data.person as Person;
  }
  return undefined;
}
