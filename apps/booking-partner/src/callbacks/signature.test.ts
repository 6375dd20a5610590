import { Secret } from "@potluck/contracts/secret";
import { describe, expect, it } from "vitest";
import { signatureOf } from "./signature.ts";

describe("signatureOf", () => {
  it("signs the second and the body, as OpenSSL computes it", () => {
    // printf '1763985600.{"id":"a"}' | openssl dgst -sha256 -hmac secret-of-the-callbacks
    const signature = signatureOf(new Secret("secret-of-the-callbacks"), '{"id":"a"}', 1_763_985_600_999);
    expect(signature).toBe(
      "t=1763985600,v1=caf33f5585111d6966902d3202e4a4817a6bf39449ecba46cdac660695bba9c1",
    );
  });

  it("changes with the second", () => {
    const secret = new Secret("secret-of-the-callbacks");
    const [first, second] = [1000, 2000].map((now) => signatureOf(secret, "{}", now).split("v1=")[1]);
    expect(first).not.toBe(second);
  });
});
