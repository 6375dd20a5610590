import { describe, expect, it } from "vitest";

import { describeConnection } from "./describe-connection.ts";

const fine = { isOffline: false, isReconnecting: false, waiting: 0, isKeepingUnavailable: false };

describe("describeConnection", () => {
  it("says nothing while all is well", () => {
    expect(describeConnection(fine)).toBeNull();
    expect(describeConnection({ ...fine, isKeepingUnavailable: true })).toBeNull();
  });

  it("says how many changes wait, and what becomes of them", () => {
    expect(describeConnection({ ...fine, waiting: 1 })).toBe(
      "1 change is kept here, and saved as soon as possible.",
    );
    expect(describeConnection({ ...fine, isOffline: true, waiting: 3 })).toBe(
      "You’re offline. 3 changes are kept here, and saved when you’re back.",
    );
  });

  it("says that what is shown may be behind", () => {
    expect(describeConnection({ ...fine, isOffline: true })).toContain("may be behind");
    expect(describeConnection({ ...fine, isReconnecting: true })).toContain("Reconnecting");
  });

  it("promises nothing where the browser keeps nothing", () => {
    expect(describeConnection({ ...fine, isOffline: true, isKeepingUnavailable: true })).toContain(
      "can’t keep changes",
    );
  });
});
