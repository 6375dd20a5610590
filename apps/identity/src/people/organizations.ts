import { randomBytes } from "node:crypto";
import type { Store } from "@potluck/file-store";
import type { Clock } from "../clock.ts";
import type { Account } from "./account.ts";

/** A group of people with a sign-in of its own (Auth0 Organizations). */
export interface Organization {
  id: string;
  /** Usable instead of the id where people see it. */
  name: string;
  displayName: string;
}

/** An organization's invitation to one address. */
export interface Invitation {
  ticket: string;
  organizationId: string;
  email: string;
}

/** What becomes of a person who signs in to an organization. */
export type Admission = "member" | "not-a-member" | "not-invited";

/** The organizations of the tenant, their members, and who is invited. */
export interface Organizations {
  /** @param idOrName Names are compared without regard to case, as Auth0 does. */
  find(idOrName: string): Organization | undefined;
  /** @returns The invitation, unless it is unknown, used, or expired. */
  invitation(ticket: string): Invitation | undefined;
  invite(organization: Organization, email: string): Promise<Invitation>;
  /**
   * Lets a person in: a member, or one who accepts an invitation that went to their address, which uses it up.
   *
   * @param ticket Of the invitation, if there is one.
   */
  admit(organizationId: string, account: Account, ticket: string | undefined): Promise<Admission>;
}

const ORGANIZATIONS: readonly Organization[] = [
  { id: "org_9Vb2cTqKxWm4Ld7R", name: "supper-club", displayName: "Supper Club" },
  { id: "org_4nHs8YpZeGf1Jk6W", name: "allotment", displayName: "Allotment Society" },
];
const SEEDED_MEMBERS: Record<string, readonly string[]> = {
  org_9Vb2cTqKxWm4Ld7R: ["auth0|ada", "auth0|ben"],
  org_4nHs8YpZeGf1Jk6W: ["auth0|cleo"],
};
const SEEDED_INVITATION: Invitation = {
  ticket: "supper-club-invites-dan",
  organizationId: "org_9Vb2cTqKxWm4Ld7R",
  email: "dan@potluck.test",
};
/** Auth0's default. */
const INVITATION_LIFETIME_S = 7 * 24 * 3600;

/** @param store Where members and invitations are kept that are not there from the start. */
export function createOrganizations(store: Store, clock: Clock): Organizations {
  const memberKey = (id: string, sub: string) => `Member:${id}:${sub}`;
  const invitationKey = (ticket: string) => `Invitation:${ticket}`;
  const usedKey = (ticket: string) => `UsedInvitation:${ticket}`;

  const isMember = (id: string, sub: string) =>
    (SEEDED_MEMBERS[id]?.includes(sub) ?? false) || store.get(memberKey(id, sub)) === true;
  const invitation = (ticket: string) => {
    if (store.get(usedKey(ticket)) === true) return undefined;
    return ticket === SEEDED_INVITATION.ticket
      ? SEEDED_INVITATION
      : store.get<Invitation>(invitationKey(ticket));
  };

  return {
    find: (idOrName) =>
      ORGANIZATIONS.find(({ id, name }) => id === idOrName || name === idOrName.toLowerCase()),
    invitation,
    async invite(organization, email) {
      const made = {
        ticket: randomBytes(24).toString("base64url"),
        organizationId: organization.id,
        email: email.toLowerCase(),
      };
      await store.set(invitationKey(made.ticket), made, clock.seconds() + INVITATION_LIFETIME_S);
      return made;
    },
    async admit(id, account, ticket) {
      if (isMember(id, account.sub)) return "member";
      if (ticket === undefined) return "not-a-member";
      const invited = invitation(ticket);
      if (invited?.organizationId !== id || invited.email !== account.email) return "not-invited";
      await store.write([
        { key: memberKey(id, account.sub), value: true },
        { key: usedKey(ticket), value: true },
      ]);
      return "member";
    },
  };
}
