import { describe, expect, it } from "vitest";

import { describeChange } from "./describe-change.ts";

describe("describeChange", () => {
  it("says what did not happen, why, and how things stand", () => {
    expect(describeChange("AddItem", { item: { title: "Plum cake" } }, "network")).toEqual({
      text: "Couldn’t add “Plum cake”",
      detail: "There was no connection, so it may not be saved. It is shown until we know.",
    });
  });

  it("tells a rename from other changes of a line", () => {
    expect(describeChange("ChangeItem", { set: { title: "Limes" } }, "server")?.text).toContain("“Limes”");
    expect(describeChange("ChangeItem", { set: { done: true } }, "server")?.text).toBe(
      "Couldn’t change the checklist",
    );
  });

  it("does not claim that a change was taken back when nobody knows", () => {
    expect(describeChange("RemoveItem", {}, "timeout")?.detail).not.toContain("back to how it was");
  });

  it("says who was faster when two hosts ask for a table at once", () => {
    expect(describeChange("AskForTable", { booking: {} }, "constraint")).toEqual({
      text: "Couldn’t ask for the table",
      detail: "Somebody else asked for one a moment ago. Theirs is shown; you can still change it.",
    });
    expect(describeChange("ChangeTable", {}, "network")?.detail).toContain("no connection");
    expect(describeChange("CancelBooking", {}, "permission")?.text).toBe("Couldn’t cancel the table");
  });

  it("keeps quiet about what runs in the background", () => {
    expect(describeChange("BeHere", {}, "network")).toBeNull();
    expect(describeChange(undefined, {}, "network")).toBeNull();
  });
});
