import { startBookingPartner } from "./booking-partner.ts";
import { parseEnvironment } from "./env.ts";
import { BookingPartnerError } from "./errors.ts";

try {
  const partner = await startBookingPartner(parseEnvironment(process.env), {
    report: (line) => process.stderr.write(`${line}\n`),
    now: Date.now,
  });
  const { url, controlUrl } = partner;
  process.stdout.write(
    `${JSON.stringify({ service: "booking-partner", listening: url, controls: controlUrl })}\n`,
  );
  const leave = () => void partner.stop().then(() => process.exit(0));
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
} catch (error) {
  process.stderr.write(`${error instanceof BookingPartnerError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
