import { claimOverdueBooking, findOverdueBookings } from "../../bookings/overdue-store.ts";
import { settleBooking } from "../../bookings/settle-booking.ts";
import { defineCron } from "../../runtime/define-cron.ts";
import { done } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

const OVERDUE_AFTER_MS = 30_000;
const BATCH = 100;
const AT_ONCE = 5;
/** After this nothing new is begun; what has begun ends within the 30 seconds that the trigger waits. */
const BEGIN_WITHIN_MS = 10_000;

/** Finds bookings that wait for too long, whatever was lost, and asks again. */
export const overdueBookings = defineCron({
  name: "overdue-bookings",
  input,
  async run(_call, context) {
    const started = context.now();
    const before = new Date(started.getTime() - OVERDUE_AFTER_MS);
    const queue = await findOverdueBookings(context.hasura, before, BATCH);
    const count = { asked: 0, failed: 0 };

    async function work(): Promise<void> {
      while (context.now().getTime() - started.getTime() < BEGIN_WITHIN_MS) {
        const booking = queue.shift();
        if (!booking) return;
        try {
          if (!(await claimOverdueBooking(context.hasura, booking, before, context.now()))) continue;
          const outcome = await settleBooking(context, booking.id, { overdue: true });
          if (outcome.kind === "done") count.asked++;
          else count.failed++;
        } catch (error) {
          // The next run finds it again; the others should not wait for that.
          count.failed++;
          context.report(error);
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return done(`${count.asked} asked again, ${count.failed} failed, ${queue.length} left for the next time`);
  },
});
