import { signInFailureCodes } from "@potluck/auth-session/browser";
import { describe, expect, it } from "vitest";

import { explainSignInFailure } from "./explain-sign-in-failure.ts";

describe("explainSignInFailure", () => {
  it("has different words for every code, and none for anything else in an address", () => {
    const titles = signInFailureCodes.map((code) => explainSignInFailure(code)?.title);
    expect(new Set(titles).size).toBe(signInFailureCodes.length);
    for (const other of [null, "", "constructor", "<b>", "DENIED"])
      expect(explainSignInFailure(other)).toBeNull();
  });
});
