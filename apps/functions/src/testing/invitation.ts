import { randomBytes } from "node:crypto";
import { toTokenHash } from "../invitations/token-hash.ts";
import { expectData, type TestApi } from "./api.ts";

/** An invitation and the token that opens it. */
export interface TestInvitation {
  id: string;
  token: string;
}

/** Invites as a host does; `expiresAt` in ISO 8601, by default the far future. */
export async function invite(
  api: TestApi,
  host: string,
  dinnerId: string,
  role: "editor" | "viewer",
  expiresAt = "2100-01-01T00:00:00Z",
): Promise<TestInvitation> {
  const token = randomBytes(32).toString("base64url");
  const { insert_invitations_one: invitation } = await expectData<{ insert_invitations_one: { id: string } }>(
    api.graphql(
      `mutation Invite($dinnerId: uuid!, $role: member_roles_enum!, $tokenHash: String!, $expiresAt: timestamptz!) {
        insert_invitations_one(
          object: { dinner_id: $dinnerId, role: $role, token_hash: $tokenHash, expires_at: $expiresAt }
        ) { id }
      }`,
      { dinnerId, role, tokenHash: toTokenHash(token), expiresAt },
      { role: "user", user: host },
    ),
  );
  return { id: invitation.id, token };
}

/** Withdraws an invitation as a host does. */
export async function revoke(api: TestApi, host: string, invitation: TestInvitation): Promise<void> {
  await expectData(
    api.graphql(
      `mutation Revoke($id: uuid!, $now: timestamptz!) {
        update_invitations(where: { id: { _eq: $id } }, _set: { revoked_at: $now }) { affected_rows }
      }`,
      { id: invitation.id, now: new Date().toISOString() },
      { role: "user", user: host },
    ),
  );
}
