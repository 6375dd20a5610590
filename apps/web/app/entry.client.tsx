import { RemixBrowser } from "@remix-run/react";
import { startTransition, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";

import { ReplayEarlyInput } from "~/features/hydration/replay-early-input.tsx";

/**
 * The first render of RemixBrowser suspends while it decodes the loader data that arrived with the page.
 * A click in that gap would make React hydrate at once, find nothing to hydrate and give up on the root
 * (React error 345). So the decoding is started and awaited before hydration begins. This leans on
 * RemixBrowser throwing its promise before its first hook, as it does in the pinned version; e2e/hydration.spec.ts
 * clicks in that gap.
 */
async function decodeLoaderData(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (thrown) {
    if (thrown instanceof Promise) await thrown;
  }
}

function hydrate(): void {
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <ReplayEarlyInput>
          <RemixBrowser />
        </ReplayEarlyInput>
      </StrictMode>,
    );
    // From here on a press makes React hydrate at once, and is handled.
    window.earlyInput?.handOver();
  });
}

decodeLoaderData().then(hydrate, hydrate);
