import { setTimeout as delay } from "node:timers/promises";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import type { AuthStatus } from "../auth-request.ts";
import { systemClock } from "../clock.ts";
import type { CookieJar } from "./browser-jar.ts";
import { type Choose, shuffled } from "./choices.ts";
import type { TestUser } from "./app-fixture.ts";
import { createNhostFixture, type NhostFixture } from "./nhost-fixture.ts";
import { createSessionFixture, type SessionFixture } from "./session-fixture.ts";
import { type ProcessSettings, type SessionProcess, startSessionProcess } from "./session-process.ts";
import type { MintOptions } from "./mint-session.ts";
import type { TestProviderOptions } from "./test-provider.ts";

/** What the processes of a test are to be. */
export interface AppOptions {
  /** Whether they share the store. */
  store: boolean;
  provider?: TestProviderOptions;
  /** An API for their gateways; with it time is real, and without it it stands still until it is told to go on. */
  api?: { http: string; ws: string };
}

/** What a process has answered. */
export interface ProcessAnswer {
  response: Response;
  /** Of the session, as the process sees it. */
  status: string;
}

/** Real processes of one app that share nothing but keys and, where a test says so, the store. Used by this package's tests. */
export class SeveralProcesses {
  readonly all: SessionProcess[];
  readonly #scratch: ScratchDatabase;
  #fixture: SessionFixture | NhostFixture | null = null;

  private constructor(scratch: ScratchDatabase, all: SessionProcess[]) {
    this.#scratch = scratch;
    this.all = all;
  }

  /** @returns Four processes, to be told what they are. */
  static async start(): Promise<SeveralProcesses> {
    const [scratch, ...all] = await Promise.all([
      createScratchDatabase(),
      ...Array.from({ length: 4 }, startSessionProcess),
    ]);
    return new SeveralProcesses(scratch, all);
  }

  /** The provider and the browsers of the test that runs. */
  get fixture(): SessionFixture | NhostFixture {
    if (!this.#fixture) throw new Error("Call become() first.");
    return this.#fixture;
  }

  /** Makes the processes one app with a tenant of its own. */
  async become({ store, provider = {}, api }: AppOptions): Promise<SessionFixture> {
    await this.#fixture?.close();
    const clock = api ? { clock: systemClock } : {};
    const fixture = await createSessionFixture(clock, { ...clock, ...provider });
    const { issuer, clientId, audience } = fixture.provider;
    await this.#configure(fixture, { provider: { issuer, clientId, audience }, store, api });
    return fixture;
  }

  /** Makes the processes one app with Nhost's auth service. */
  async becomeNhost({ store }: Pick<AppOptions, "store">): Promise<NhostFixture> {
    await this.#fixture?.close();
    const fixture = await createNhostFixture();
    await this.#configure(fixture, { provider: { authUrl: fixture.provider.url }, store });
    return fixture;
  }

  async #configure(
    fixture: SessionFixture | NhostFixture,
    { provider, store, api }: Pick<AppOptions, "store" | "api"> & Pick<ProcessSettings, "provider">,
  ): Promise<void> {
    this.#fixture = fixture;
    const settings: ProcessSettings = {
      origin: fixture.origin,
      provider,
      keys: fixture.options.keys.map(({ id, secret }) => {
        return { id, secret: Buffer.from(secret).toString("base64url") };
      }),
      databaseUrl: store ? this.#scratch.url : null,
      api: api ? { http: api.http, ws: api.ws } : null,
      nowMs: api ? null : fixture.clock.now(),
    };
    await Promise.all(this.all.map((one) => one.configure(settings)));
  }

  async advance(seconds: number): Promise<void> {
    this.fixture.clock.advance(seconds);
    await Promise.all(this.all.map((one) => one.setClock(this.fixture.clock.now())));
  }

  signedIn(sub?: string, more?: Partial<MintOptions<TestUser>>): Promise<CookieJar> {
    return this.fixture.signedIn(sub, more);
  }

  /** Requests of one browser to the processes in turn, all at once. */
  ask(jar: CookieJar, count: number): Promise<ProcessAnswer[]> {
    return Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const response = await this.all[index % this.all.length]!.fetch(jar);
        const { status } = (await response.json()) as { status: string };
        return { response, status };
      }),
    );
  }

  /** What a process says of a session in the end: a page that answers 503 is asked for again. */
  async verdict(jar: CookieJar, one: SessionProcess): Promise<string> {
    for (;;) {
      const { status } = (await (await one.fetch(jar)).json()) as { status: AuthStatus };
      if (status !== "unavailable") return status;
      await delay(100);
    }
  }

  /** The responses reach the browser in any order. */
  deliver(jar: CookieJar, answers: readonly { response: Response }[], choose: Choose): void {
    for (const { response } of shuffled(answers, choose)) jar.take(response);
  }

  /** A guarded POST as our pages send it. */
  post(jar: CookieJar, one: SessionProcess, path: string): Promise<Response> {
    const headers = {
      origin: this.fixture.origin,
      "content-type": "application/json",
      "x-session-renewal": "1",
    };
    return one.fetch(jar, path, { method: "POST", body: "{}", headers });
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((one) => one.kill()));
    await this.#fixture?.close();
    await this.#scratch.drop();
  }
}

/** @returns How many say that the session is not to be used. */
export const countRefused = (answers: readonly ProcessAnswer[]): number =>
  answers.filter(({ status }) => status !== "active").length;
