import { Banner, Dish, LinkButton, Page } from "@potluck/ui";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useEffect } from "react";

import { explainSignInFailure } from "~/features/navigation/explain-sign-in-failure.ts";
import { SignInForm } from "~/features/navigation/sign-in-form.tsx";
import { signInHref } from "~/features/navigation/sign-in-links.ts";
import { SiteHeader } from "~/features/navigation/site-header.tsx";
import { rememberTimeZone } from "~/features/time/time-zone-cookie.ts";

/** Made from its address alone: nobody's session is read, so that caches may keep it. */
export const handle = { static: true };

export const meta = () => [{ title: "Sign in · Potluck" }, { name: "robots", content: "noindex" }];

/** The server's setting, and nothing of whoever asks. */
export function loader({ context }: LoaderFunctionArgs) {
  return { signIn: context.signIn };
}

export default function SignInRoute() {
  const { signIn } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const returnTo = query.get("returnTo");
  const failure = explainSignInFailure(query.get("error"));
  const isInvited = returnTo?.startsWith("/join/") ?? false;
  // Known before the first signed-in page is rendered, so that its dates are right at once.
  useEffect(() => rememberTimeZone(), []);
  return (
    <Page header={<SiteHeader />}>
      <div className="mx-auto grid max-w-4xl items-center gap-x-16 gap-y-8 pt-6 sm:pt-14 md:grid-cols-[1fr_auto]">
        <div>
          <h1 className="text-title">{isInvited ? "A seat is kept for you" : "Come in, sit down"}</h1>
          <p className="mt-5 max-w-[40ch] text-lead text-ink-soft">
            {isInvited
              ? "Sign in to accept your invitation. You come straight back to it."
              : "Sign in to see your dinners. You come straight back to where you were going."}
          </p>
          {failure ? (
            <div className="mt-8 max-w-[52ch]">
              <Banner title={failure.title} role="alert">
                <p>{failure.sentence}</p>
              </Banner>
            </div>
          ) : null}
          {signIn === "password" ? (
            <SignInForm returnTo={returnTo} step={query.get("step") === "code" ? "code" : "password"} />
          ) : (
            <div className="mt-9 flex flex-wrap gap-3">
              <LinkButton href={signInHref(returnTo)} size="large">
                Sign in
              </LinkButton>
              <LinkButton href={signInHref(returnTo, { isNew: true })} variant="secondary" size="large">
                Create an account
              </LinkButton>
            </div>
          )}
          <p className="mt-8 max-w-[46ch] text-caption text-ink-soft">
            {signIn === "password"
              ? "Your password is passed on to our sign-in service. We keep no part of it."
              : "The next page belongs to our sign-in service. Your password goes there and nowhere else: we never see it."}
          </p>
        </div>
        <Dish name="lemon" className="w-44 max-md:order-first sm:w-56 md:w-72" />
      </div>
    </Page>
  );
}
