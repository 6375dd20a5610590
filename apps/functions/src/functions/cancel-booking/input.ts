export { cancelBookingInput as input } from "@potluck/contracts";
