import { Banner, Button, Dish, LinkButton } from "@potluck/ui";
import { GqlError } from "@potluck/urql-client/server";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { data, redirect } from "@remix-run/server-runtime";
import { Form, Link, useActionData, useNavigation } from "@remix-run/react";
import { useEffect, useRef } from "react";

import { DinnerFields } from "~/features/dinner/dinner-fields.tsx";
import { parseDinner } from "~/features/dinner/dinner-input.ts";
import { useClock } from "~/features/time/clock.tsx";
import { graphql } from "~/graphql.ts";
import { signedInClient } from "~/services/live-page.server.ts";

const CreateDinner = graphql(`
  mutation CreateDinner($dinner: dinners_insert_input!) {
    insert_dinners_one(object: $dinner) {
      id
    }
  }
`);

export const meta = () => [{ title: "Plan a dinner · Potluck" }];

export async function loader(args: LoaderFunctionArgs) {
  const { page } = await signedInClient(args);
  return page;
}

export async function action(args: ActionFunctionArgs) {
  const { client } = await signedInClient(args);
  const parsed = parseDinner(await args.request.formData());
  if (!parsed.ok) return data({ errors: parsed.errors }, { status: 422 });
  try {
    const created = await client.mutate(CreateDinner, { dinner: parsed.dinner });
    return redirect(`/dinners/${created.insert_dinners_one?.id ?? ""}`);
  } catch (error) {
    if (!(error instanceof GqlError)) throw error;
    return data(
      { errors: {}, message: "We couldn’t reach the kitchen. What you wrote is still here; try once more." },
      { status: 503 },
    );
  }
}

export default function NewDinnerRoute() {
  const answer = useActionData<typeof action>();
  const isSaving = useNavigation().state !== "idle";
  const { timeZone } = useClock();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [answer]);

  return (
    <div className="grid items-start gap-12 pt-4 sm:pt-8 lg:grid-cols-[minmax(0,34rem)_1fr]">
      <div>
        <h1 className="text-title">Plan a dinner</h1>
        <p className="mt-4 mb-9 text-lead text-ink-soft">
          A name and a time are enough. The rest comes together with the others.
        </p>
        <Form ref={form} method="post" noValidate className="flex flex-col gap-6">
          {answer && "message" in answer ? (
            <Banner tone="danger" role="alert" title="Not saved yet">
              {answer.message}
            </Banner>
          ) : null}
          <DinnerFields errors={answer?.errors} timeZone={timeZone} />
          <div className="mt-2 flex flex-wrap gap-3">
            <Button type="submit" size="large" isPending={isSaving}>
              {isSaving ? "Setting the table…" : "Plan it"}
            </Button>
            <LinkButton component={Link} to="/dinners" variant="quiet" size="large">
              Cancel
            </LinkButton>
          </div>
        </Form>
      </div>
      <Dish name="greens" className="w-80 justify-self-center max-lg:hidden xl:w-96" />
    </div>
  );
}
