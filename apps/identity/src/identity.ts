import { createClock } from "./clock.ts";
import { createControls } from "./controls/control-api.ts";
import type { IdentityOptions } from "./env.ts";
import { HOST, listen } from "./http/listen.ts";
import { openRecords } from "./records.ts";
import { createTenant } from "./tenant.ts";

/** A running tenant. */
export interface Identity {
  /** With trailing slash. */
  issuer: string;
  port: number;
  /** Base address of the controls, where there are any. */
  controlUrl?: string;
  /** Ends open connections and waits for the last write. */
  stop(): Promise<void>;
}

/**
 * Starts the tenant on 127.0.0.1.
 *
 * @param options What `parseEnvironment` reads.
 * @param report Receives one line per failure that nobody was told about.
 * @throws IdentityError `IDENTITY_PORT_BUSY`, `IDENTITY_DATA_UNREADABLE`
 */
export async function startIdentity(
  options: IdentityOptions,
  report: (line: string) => void,
): Promise<Identity> {
  // What ends last comes first.
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    // The ports first: a second server of the same data folder stops here, before it touches the data.
    const front = await listen(options.port, "IDENTITY_PORT");
    ends.push(() => front.stop());
    const { controlPort } = options;
    const control =
      controlPort === undefined ? undefined : await listen(controlPort, "IDENTITY_CONTROL_PORT");
    if (control) ends.push(() => control.stop());

    const issuer = options.issuer ?? `http://${HOST}:${front.port}/`;
    const clock = createClock();
    const store = await openRecords(options.dataDir, clock);
    ends.unshift(() => store.close());
    const tenant = await createTenant({ issuer, options, store, clock, report });
    front.serve((request, response) => void tenant.answer(request, response));
    control?.serve(createControls({ tenant, clock, options, report }));
    return {
      issuer,
      port: front.port,
      controlUrl: control && `http://${HOST}:${control.port}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
