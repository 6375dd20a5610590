import type { InvitationPreview } from "@potluck/contracts";
import { Banner, Button, Dish, LinkButton } from "@potluck/ui";
import { Form, Link, useNavigation } from "@remix-run/react";

import { roleWords } from "~/features/guests/roles.ts";
import { Moment } from "~/features/time/moment.tsx";

/** Props of {@link InvitationCard}. */
export interface InvitationCardProps {
  invitation: InvitationPreview;
  /** Path of this page, to come back to after signing in. */
  path: string;
  isSignedIn: boolean;
  /** Why it could not be accepted just now. */
  refusal?: string;
}

/** An invitation: who invites to what, and the way in. */
export function InvitationCard({ invitation, path, isSignedIn, refusal }: InvitationCardProps) {
  const isSending = useNavigation().state !== "idle";
  return (
    <div className="mx-auto grid max-w-4xl items-center gap-x-16 gap-y-8 pt-4 sm:pt-12 md:grid-cols-[1fr_auto]">
      <div>
        <p className="text-lead text-ink-soft">{invitation.hostName} invites you to</p>
        <h1 className="mt-2 text-title wrap-anywhere">{invitation.dinnerTitle}</h1>
        <p className="numerals mt-5 text-lead font-medium text-accent">
          <Moment instant={invitation.startsAt} />
        </p>
        <p className="mt-4 text-ink-soft">{`As a guest who ${roleWords(invitation.role).can}.`}</p>
        {refusal ? (
          <div className="mt-6">
            <Banner tone="danger" role="alert">
              {refusal}
            </Banner>
          </div>
        ) : null}
        <div className="mt-9 flex flex-wrap gap-3">
          {isSignedIn ? (
            <Form method="post">
              <Button type="submit" size="large" isPending={isSending}>
                Take a seat
              </Button>
            </Form>
          ) : (
            <LinkButton
              component={Link}
              to={`/sign-in?${new URLSearchParams({ returnTo: path }).toString()}`}
              size="large"
            >
              Sign in to take a seat
            </LinkButton>
          )}
        </div>
      </div>
      <Dish seed={invitation.dinnerTitle} className="w-44 max-md:order-first sm:w-56 md:w-72" />
    </div>
  );
}
