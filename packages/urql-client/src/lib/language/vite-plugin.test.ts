import { fileURLToPath } from "node:url";
import { print } from "@0no-co/graphql.web";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import * as page from "../testing/compiled-page.ts";
import { urqlClient, type UrqlClientPluginOptions } from "./vite-plugin.ts";

const entry = fileURLToPath(new URL("../testing/compiled-page.ts", import.meta.url));

async function buildPage(ssr: boolean, options?: UrqlClientPluginOptions) {
  const code = await buildFile(entry, ssr, options);
  const built = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
  )) as typeof page;
  return { code, built };
}

async function buildFile(input: string, ssr: boolean, options?: UrqlClientPluginOptions): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    plugins: [urqlClient(options)],
    build: {
      write: false,
      ssr,
      minify: false,
      rollupOptions: { input, preserveEntrySignatures: "strict" },
    },
    ssr: { noExternal: true },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as { output: { code: string }[] };
  return output[0]!.code;
}

describe("urqlClient", () => {
  it("builds a page that knows its documents and reads none", async () => {
    const { code, built } = await buildPage(false);
    expect(code).not.toContain("Syntax Error");
    expect(code).not.toContain("GraphQLTada");
    expect(print(built.Page as never)).toBe(print(page.Page as never));
    expect(print(built.OtherPage as never)).toBe(print(page.OtherPage as never));
  });

  it("gives a query the same key in the page and on the server", async () => {
    const keys = [(await buildPage(false)).built, (await buildPage(true)).built].map(
      (each) => each.request().key,
    );
    expect(keys[0]).toBe(keys[1]);
  });

  it("leaves the reader to pages that need it", async () => {
    const { code, built } = await buildPage(false, { readsDocuments: true });
    expect(code).toContain("Syntax Error");
    expect(built.Page.definitions).toEqual(page.Page.definitions);
  });

  it.each([
    ["asks for streams without a socket", "../polling/stream-query.ts"],
    ["takes up what an earlier page left behind", "../offline/left-behind.ts"],
  ])("leaves the reader to the part of a page that %s", async (_what, path) => {
    const input = fileURLToPath(new URL(path, import.meta.url));
    expect(await buildFile(input, false)).toContain("Syntax Error");
  });
});
