import { Dish, ErrorState, LinkButton } from "@potluck/ui";
import { Link } from "@remix-run/react";

/** Stands where a dinner was that went out of sight while one was looking. */
export function DinnerGone() {
  return (
    <ErrorState
      art={<Dish name="plum" isEmpty />}
      title="This dinner left the table"
      actions={
        <LinkButton component={Link} to="/dinners">
          Go to your dinners
        </LinkButton>
      }
    >
      <p>
        It was deleted, or you are no longer one of its guests. If that is a surprise, ask its host for a new
        invitation.
      </p>
    </ErrorState>
  );
}
