import { Button, Dish, ErrorState, LinkButton } from "@potluck/ui";
import { Link, useRouteError } from "@remix-run/react";

import { explainError } from "./explain-error.ts";

/** The page that stands in for one that could not be shown. */
export function RouteError() {
  const { title, sentences, canRetry, reference } = explainError(useRouteError());
  return (
    <ErrorState
      art={<Dish name="fish" isEmpty />}
      title={title}
      reference={reference}
      actions={
        <>
          {canRetry ? <Button onClick={() => window.location.reload()}>Try again</Button> : null}
          <LinkButton component={Link} to="/dinners" variant={canRetry ? "secondary" : "primary"}>
            Go to your dinners
          </LinkButton>
        </>
      }
    >
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ErrorState>
  );
}
