import { Dish, ErrorState, LinkButton } from "@potluck/ui";
import { Link } from "@remix-run/react";

/** A link that opens nothing: unknown, expired and taken back look the same. */
export function InvitationClosed() {
  return (
    <ErrorState
      art={<Dish name="lemon" isEmpty />}
      title="This invitation doesn’t work any more"
      actions={
        <LinkButton component={Link} to="/dinners" variant="secondary">
          Go to your dinners
        </LinkButton>
      }
    >
      <p>It may have run out, its host may have taken it back, or the link was cut off on its way to you.</p>
      <p>Ask the host for a new link. If you have joined already, the dinner is among your dinners.</p>
    </ErrorState>
  );
}
