import { z } from "zod";
import type { Account } from "../people/account.ts";
import type { Accounts } from "../people/accounts.ts";
import { SEEDED_PEOPLE } from "../people/seeded-people.ts";
import type { Faults } from "./pages/form.ts";

/** How a hosted form ended. */
export type Outcome = { account: Account } | { faults: Faults };

const signUpForm = z.object({
  name: z.string().trim().min(1, "Enter your name.").max(80, "Enter a name of at most 80 characters."),
  email: z.email("Enter an e-mail address, like name@example.com."),
  password: z
    .string()
    .min(8, "Choose a password of at least 8 characters.")
    .max(200, "Choose a shorter password."),
  diet: z.string().trim().max(120, "Say it in at most 120 characters.").default(""),
});

/**
 * Acts on a form of the hosted pages.
 *
 * @param fields As posted; `intent` says which form it is.
 * @returns Who is signed in now, or what to mend.
 */
export async function takeForm(accounts: Accounts, fields: Record<string, string>): Promise<Outcome> {
  switch (fields.intent) {
    case "sign-in-as": {
      const account = SEEDED_PEOPLE.find(({ sub }) => sub === fields.sub);
      return account ? { account } : { faults: { form: "Choose one of the people below." } };
    }
    case "sign-up": {
      const person = signUpForm.safeParse({ ...fields, email: fields.email?.trim() });
      if (!person.success) {
        return {
          faults: Object.fromEntries(
            person.error.issues.map(({ path, message }) => [path.join("."), message]),
          ),
        };
      }
      const account = await accounts.signUp(person.data);
      if (account !== "email-taken") return { account };
      return {
        faults: { email: "This address has an account already; sign in instead, or use another address." },
      };
    }
    default: {
      const account = await accounts.authenticate(fields.email ?? "", fields.password ?? "");
      return account
        ? { account }
        : { faults: { form: "Wrong e-mail or password. Check both and try again, or create an account." } };
    }
  }
}
