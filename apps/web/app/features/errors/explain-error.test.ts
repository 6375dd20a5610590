import { describe, expect, it } from "vitest";

import { explainError } from "./explain-error.ts";

const response = (status: number) => ({ status, statusText: "", internal: false, data: "" });

describe("explainError", () => {
  it("tells a missing page from an unreachable one", () => {
    expect(explainError(response(404))).toMatchObject({ canRetry: false, reference: "Status 404" });
    expect(explainError(response(503))).toMatchObject({ canRetry: true, reference: "Status 503" });
    expect(explainError(response(404)).title).not.toBe(explainError(response(503)).title);
  });

  it("knows a lost connection by what the browsers call it", () => {
    for (const message of [
      "Failed to fetch",
      "NetworkError when attempting to fetch resource.",
      "Load failed",
    ]) {
      expect(explainError(new TypeError(message)).title).toBe("You’re offline");
    }
  });

  it("shows nothing of an unexpected error's message", () => {
    expect(JSON.stringify(explainError(new Error("password is hunter2")))).not.toContain("hunter2");
  });
});
