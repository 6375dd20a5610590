import { Button, TextField } from "@potluck/ui";

/** Props of {@link SignInForm}. */
export interface SignInFormProps {
  /** Where to come back to; the server checks it. */
  returnTo: string | null;
  /** What is asked for: the password, or after it the code of somebody who has set that up. */
  step: "password" | "code";
}

/**
 * Signs in without leaving the app. A plain form: it needs no script, and the same bytes serve everybody. The server passes
 * on what was typed, and keeps none of it.
 */
export function SignInForm({ returnTo, step }: SignInFormProps) {
  return (
    <form method="post" action="/auth/login" className="mt-9 grid max-w-sm gap-5">
      {returnTo === null ? null : <input type="hidden" name="returnTo" value={returnTo} />}
      {step === "password" ? (
        <>
          <TextField
            name="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            required
          />
          <TextField
            name="password"
            label="Password"
            type="password"
            autoComplete="current-password"
            maxLength={50}
            required
          />
        </>
      ) : (
        <TextField
          name="otp"
          label="Code"
          description="From the app on your phone that makes them."
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,9}"
          required
        />
      )}
      <Button type="submit" size="large" className="justify-self-start">
        Sign in
      </Button>
    </form>
  );
}
