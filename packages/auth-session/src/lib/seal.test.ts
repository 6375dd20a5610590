import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createKeyRing } from "./key-ring.ts";
import { seal, unseal } from "./seal.ts";
import { createSessionFixture } from "./testing/session-fixture.ts";

const key = (id: string) => ({ id, secret: randomBytes(32) });
const plain = new TextEncoder().encode("who is this");

describe("seal", () => {
  it("gives a value that opens under its own name and key only", async () => {
    const k1 = key("k1");
    const ring = createKeyRing([k1]);
    const value = await seal(ring, "a", plain);
    expect(value).toMatch(/^1\.k1\.[\w-]+$/);
    expect((await unseal(ring, "a", value))?.plain).toEqual(plain);
    expect(await unseal(ring, "b", value)).toBeNull();
    expect(await unseal(createKeyRing([key("k1")]), "a", value)).toBeNull();
    expect(
      await unseal(createKeyRing([key("k2"), { ...k1, id: "other" }]), "a", value.replace("k1", "other")),
    ).toBeNull();
  });

  it("opens what an older key of the ring has sealed, and seals with the first", async () => {
    const [old, current] = [key("old"), key("new")];
    const value = await seal(createKeyRing([old]), "a", plain);
    const ring = createKeyRing([current, old]);
    expect((await unseal(ring, "a", value))?.keyId).toBe("old");
    expect(await seal(ring, "a", plain)).toMatch(/^1\.new\./);
  });

  it("has one spelling: bits that carry nothing cannot be changed, nor padding added", async () => {
    const ring = createKeyRing([key("k1")]);
    for (let length = 1; length <= 3; length++) {
      const value = await seal(ring, "a", new Uint8Array(length));
      const last = value.charCodeAt(value.length - 1);
      const others = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=");
      for (const other of others.filter((char) => char.charCodeAt(0) !== last)) {
        expect(await unseal(ring, "a", value.slice(0, -1) + other)).toBeNull();
      }
      for (const tail of ["=", "==", "A", " ", "."]) expect(await unseal(ring, "a", value + tail)).toBeNull();
    }
  });

  it("never gives the same value twice", async () => {
    const ring = createKeyRing([key("k1")]);
    expect(await seal(ring, "a", plain)).not.toBe(await seal(ring, "a", plain));
  });

  it.each([
    "",
    ".",
    "1",
    "1.k1",
    "1.k1.",
    "1.k1.AAAA",
    "2.k1.AAAA",
    "1.k1.AAAA.AAAA",
    "1.k1.\0",
    "x".repeat(100_000),
  ])("opens nothing else: %j", async (value) => {
    expect(await unseal(createKeyRing([key("k1")]), "a", value)).toBeNull();
  });
});

describe("a session cookie", { timeout: 30_000 }, () => {
  it("ends with its absolute and with its idle lifetime", async () => {
    const fixture = await createSessionFixture({ lifetime: { absoluteS: 5000, idleS: 2000 } });
    try {
      const idle = await fixture.signedIn();
      const busy = await fixture.signedIn();
      for (let seconds = 0; seconds < 4900; seconds += 850) {
        const auth = await fixture.session.open(fixture.request(busy));
        expect(auth.status).toBe("active");
        busy.take(auth.seal(new Response()));
        fixture.clock.advance(850);
      }
      expect((await fixture.session.open(fixture.request(busy))).status).toBe("anonymous");
      expect((await fixture.session.open(fixture.request(idle))).status).toBe("anonymous");
    } finally {
      await fixture.close();
    }
  });
});
