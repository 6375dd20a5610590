import { parseEnvironment } from "./env.ts";
import { IdentityError } from "./errors.ts";
import { startIdentity } from "./identity.ts";

try {
  const identity = await startIdentity(parseEnvironment(process.env), (line) =>
    process.stderr.write(`${line}\n`),
  );
  const { issuer, controlUrl } = identity;
  process.stdout.write(
    `${JSON.stringify({ service: "identity", listening: issuer, controls: controlUrl })}\n`,
  );
  const leave = () => void identity.stop().then(() => process.exit(0));
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
} catch (error) {
  process.stderr.write(`${error instanceof IdentityError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
