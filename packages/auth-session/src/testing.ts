export { CookieJar } from "./lib/testing/browser-jar.ts";
export { FakeClock } from "./lib/testing/fake-clock.ts";
export { createMemoryRotationStore } from "./lib/testing/memory-rotation-store.ts";
export { mintSession } from "./lib/testing/mint-session.ts";
export type { MintedSession, MintOptions, MintSecrets } from "./lib/testing/mint-session.ts";
export { report } from "./lib/testing/report-row.ts";
export type { ReportedRow } from "./lib/testing/report-row.ts";
export { startTestProvider } from "./lib/testing/test-provider.ts";
export type { ProviderFault, TestProvider, TestProviderOptions } from "./lib/testing/test-provider.ts";
