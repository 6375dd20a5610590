import { startScratchPostgres } from "@potluck/local-postgres";

/** Tells the workers of a test run about the server that their parent started. */
const SHARED_SERVER = "POTLUCK_SCRATCH_POSTGRES_URL";

let own: Promise<string> | undefined;

/** Connection string of the scratch server: the run's shared one, or one of this process, started on first use. */
export async function scratchServerUrl(): Promise<string> {
  const shared = process.env[SHARED_SERVER];
  if (shared) return shared;
  // Nobody stops it: it ends with this process.
  own ??= startScratchPostgres().then((server) => server.url);
  return await own;
}

/** Starts a server that this process and every process started from here on share. */
export async function startSharedScratchServer(): Promise<() => Promise<void>> {
  const server = await startScratchPostgres();
  process.env[SHARED_SERVER] = server.url;
  return async () => {
    delete process.env[SHARED_SERVER];
    await server.stop();
  };
}
