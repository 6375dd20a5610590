export { partnerCallback as input } from "../../partner/reservation.ts";
