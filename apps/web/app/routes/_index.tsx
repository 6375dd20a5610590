import { Container, LinkButton, Page, TableScene } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { HowItWorks } from "~/features/landing/how-it-works.tsx";
import { PublicHeader } from "~/features/navigation/public-header.tsx";
import { signInHref } from "~/features/navigation/sign-in-links.ts";

/** The same for everybody: nobody's session is read, so that caches may keep it. */
export const handle = { static: true };

export const meta = () => [
  { title: "Potluck: plan a meal with friends" },
  {
    name: "description",
    content: "One list for who comes and who brings what. Everybody sees every change at once.",
  },
];

export default function LandingRoute() {
  return (
    <Page
      isFullBleed
      header={<PublicHeader />}
      footer={
        <footer className="px-5 pb-10 text-center text-caption text-ink-soft">Made for long evenings.</footer>
      }
    >
      <Container className="pt-8 pb-12 sm:pt-14 sm:pb-16">
        <h1 className="max-w-[13ch] text-display">
          Dinner, planned <em>together.</em>
        </h1>
        <div className="mt-7 flex flex-wrap items-end justify-between gap-x-16 gap-y-8 sm:mt-9">
          <p className="max-w-[38ch] text-lead text-ink-soft">
            One list for who comes and who brings what. Everybody sees every change the moment it is made.
          </p>
          <div className="flex flex-wrap gap-3">
            <LinkButton href={signInHref(null, { isNew: true })} size="large">
              Plan a dinner
            </LinkButton>
            <LinkButton component={Link} to="/sign-in" variant="secondary" size="large">
              Sign in
            </LinkButton>
          </div>
        </div>
      </Container>
      <TableScene className="h-[19rem] w-full sm:h-[min(40vw,40rem)]" />
      <HowItWorks />
    </Page>
  );
}
