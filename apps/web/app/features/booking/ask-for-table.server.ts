import { GqlError } from "@potluck/urql-client/server";
import type { ServerClient } from "@potluck/urql-client/server";
import type { ActionFunctionArgs } from "@remix-run/server-runtime";
import { data, redirect } from "@remix-run/server-runtime";

import { graphql, readFragment } from "~/graphql.ts";
import { signedInClient } from "~/services/live-page.server.ts";

import { AskForTable, ChangeTable } from "./booking-changes.ts";
import { BookingFragment } from "./booking-fragment.ts";
import { parseTable, tableValues } from "./table-input.ts";
import type { TableErrors, TableValues, TableWish } from "./table-input.ts";
import { isAskedFor } from "./wishes.ts";

const FindBooking = graphql(
  `
    query FindBooking($dinner: uuid!) {
      bookings(where: { dinner_id: { _eq: $dinner } }) {
        id
        ...Booking
      }
    }
  `,
  [BookingFragment],
);

/** Why no table was asked for; what was written comes back with it. */
export interface TableRefusal {
  values: TableValues;
  errors: TableErrors;
  message?: string;
}

/**
 * Asks for a table from a form that was sent without scripts; the API refuses everybody but a host.
 *
 * @param args The action's arguments; the form is read by `parseTable`.
 * @param dinnerId The dinner.
 * @returns A redirect to the dinner, or why nothing was asked.
 */
export async function askForTable(args: ActionFunctionArgs, dinnerId: string) {
  const { client } = await signedInClient(args);
  const form = await args.request.formData();
  const values = tableValues(form);
  const refuse = (status: number, message?: string, errors: TableErrors = {}) =>
    data<TableRefusal>({ values, errors, message }, { status });

  const parsed = parseTable(form, Date.now());
  if (!parsed.ok) return refuse(422, undefined, parsed.errors);
  try {
    const isDone = await ask(client, dinnerId, parsed.wish);
    return isDone ? redirect(`/dinners/${dinnerId}`) : refuse(403, onlyHosts);
  } catch (error) {
    if (!(error instanceof GqlError)) throw error;
    if (error.kind === "permission") return refuse(403, onlyHosts);
    if (error.kind === "constraint") return refuse(409, somebodyElse);
    return refuse(503, "We couldn’t reach the kitchen. What you chose is still here; try once more.");
  }
}

const onlyHosts = "Only the host of a dinner can ask for a table.";
const somebodyElse =
  "Somebody else asked for a table a moment ago. Look at the dinner’s page first; what you chose is still here.";

async function ask(client: ServerClient, dinnerId: string, wish: TableWish): Promise<boolean> {
  const columns = { ...wish, status: "requested" as const };
  const { bookings } = await client.query(FindBooking, { dinner: dinnerId });
  const [booking] = readFragment(BookingFragment, bookings);
  if (!booking) {
    const asked = await client.mutate(AskForTable, { booking: { dinner_id: dinnerId, ...columns } });
    return asked.insert_bookings_one !== null;
  }
  if (isAskedFor(booking, wish)) return true;
  const changed = await client.mutate(ChangeTable, { id: booking.id, set: columns });
  return changed.update_bookings_by_pk !== null;
}
