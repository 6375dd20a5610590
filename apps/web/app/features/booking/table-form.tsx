import { Banner, Button, LinkButton } from "@potluck/ui";
import { Form, Link, useNavigate, useNavigation } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";

import { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import { useClock } from "~/features/time/clock.tsx";
import { wallTimeOf } from "~/features/time/zoned-time.ts";
import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import type { TableRefusal } from "./ask-for-table.server.ts";
import type { Booking } from "./booking-fragment.ts";
import { CurrentTable } from "./current-table.tsx";
import { TableFields } from "./table-fields.tsx";
import type { TableErrors } from "./table-input.ts";
import { useAskForTable } from "./use-ask-for-table.ts";

/** Props of {@link TableForm}. */
export interface TableFormProps {
  dinner: { id: string; starts_at: string; guests: number };
  booking: Booking | null;
  restaurants: readonly FragmentOf<typeof RestaurantFragment>[];
  /** What the server said to a form that was sent without scripts. */
  refusal: TableRefusal | undefined;
}

/** The rules come with their library; nobody needs it before the form is touched. */
const loadRules = () => import("./table-input.ts");

/** Asks for a table. With scripts the request is on the dinner's page at once; without, the server takes the form. */
export function TableForm({ dinner, booking, restaurants, refusal }: TableFormProps) {
  const { timeZone } = useClock();
  const navigate = useNavigate();
  const isSending = useNavigation().state !== "idle";
  const ask = useAskForTable(dinner.id);
  const choices = readFragment(RestaurantFragment, restaurants);
  const form = useRef<HTMLFormElement>(null);
  // What others change meanwhile must not overwrite what is being chosen here.
  const [first] = useState({ dinner, booking });
  const values = refusal?.values ?? {
    restaurant: first.booking?.restaurant_id ?? "",
    startsAt: wallTimeOf((first.booking ?? first.dinner).starts_at, timeZone),
    partySize: String(first.booking?.party_size ?? first.dinner.guests),
  };
  const [choice, setChoice] = useState(values);
  const [errors, setErrors] = useState<TableErrors>();
  const [isLeaving, setIsLeaving] = useState(false);

  function readChoice(): void {
    if (!form.current) return;
    const fields = new FormData(form.current);
    const text = (name: string): string => (fields.get(name) as string | null) ?? "";
    setChoice({ restaurant: text("restaurant"), startsAt: text("startsAt"), partySize: text("partySize") });
  }
  // Something may have been chosen before the page's scripts ran; and the zone is known for certain only now.
  useEffect(readChoice, [timeZone]);
  const shownErrors = errors ?? refusal?.errors;
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid] input, input[aria-invalid]")?.focus();
  }, [shownErrors]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const written = new FormData(event.currentTarget);
    const rules = await loadRules().catch(() => null);
    // The server knows them too.
    if (!rules) return form.current?.submit();
    const parsed = rules.parseTable(written, Date.now());
    if (!parsed.ok) return setErrors(parsed.errors);
    if (!choices.some(({ id }) => id === parsed.wish.restaurant_id))
      return setErrors({ restaurant: "Choose a restaurant." });
    setIsLeaving(true);
    ask(booking, parsed.wish);
    navigate(`/dinners/${dinner.id}`);
  }

  return (
    <Form
      ref={form}
      method="post"
      noValidate
      onFocus={() => void loadRules().catch(() => undefined)}
      onChange={readChoice}
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-8"
    >
      {refusal?.message ? (
        <Banner tone="danger" role="alert" title="Not asked yet">
          {refusal.message}
        </Banner>
      ) : null}
      {isLeaving ? null : <CurrentTable booking={booking} seen={first.booking} />}
      <TableFields
        restaurants={choices}
        values={values}
        choice={choice}
        errors={shownErrors}
        timeZone={timeZone}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" size="large" isPending={isSending}>
          Ask for this table
        </Button>
        <LinkButton component={Link} to={`/dinners/${dinner.id}`} variant="quiet" size="large">
          Not now
        </LinkButton>
      </div>
    </Form>
  );
}
