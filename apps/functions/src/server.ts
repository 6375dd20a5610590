import { createContext } from "./context.ts";
import { parseEnvironment } from "./env.ts";
import { allFunctions } from "./functions/all.ts";
import { startNodeHost } from "./host/node-host.ts";
import { FunctionError } from "./runtime/errors.ts";

try {
  const options = parseEnvironment(process.env);
  const context = createContext(options, (error) => process.stderr.write(`functions: ${describe(error)}\n`));
  const host = await startNodeHost(allFunctions, context, options.port);
  process.stdout.write(`${JSON.stringify({ service: "functions", listening: host.url })}\n`);
  const leave = () => void host.stop().then(() => process.exit(0));
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
} catch (error) {
  process.stderr.write(`${error instanceof FunctionError ? error.message : describe(error)}\n`);
  process.exitCode = 1;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof FunctionError ? `${error.code} ${error.message}` : (error.stack ?? error.message);
}
