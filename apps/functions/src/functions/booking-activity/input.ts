export { bookingRow as input } from "@potluck/contracts";
