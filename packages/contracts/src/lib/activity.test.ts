import { describe, expect, it } from "vitest";
import { readActivity } from "./activity.ts";

describe("readActivity", () => {
  it("reads a kind with its payload", () => {
    const payload = { guest: { id: "auth0|gus", name: "Gus" }, role: "editor" };
    expect(readActivity({ kind: "guest-joined", payload })).toEqual({ kind: "guest-joined", payload });
  });

  it.each([
    ["a kind of a later version", { kind: "dinner-eaten", payload: {} }],
    ["a name that every object has", { kind: "toString", payload: {} }],
    ["a payload of another shape", { kind: "guest-joined", payload: { guest: "Gus" } }],
    ["no payload", { kind: "dinner-created", payload: null }],
  ])("passes over %s", (_case, row) => {
    expect(readActivity(row)).toBeNull();
  });
});
