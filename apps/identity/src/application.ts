import type { ClientMetadata } from "oidc-provider";
import type { IdentityOptions } from "./env.ts";

/** @returns The web app as it is registered with the tenant. */
export function registeredApplication(options: IdentityOptions): ClientMetadata {
  return {
    client_id: options.clientId,
    client_secret: options.clientSecret.reveal(),
    redirect_uris: [new URL("/auth/callback", options.webOrigin).href],
    post_logout_redirect_uris: [logoutUrl(options)],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_post",
    ...(options.backchannelLogoutUrl && {
      backchannel_logout_uri: options.backchannelLogoutUrl.href,
      backchannel_logout_session_required: true,
    }),
  };
}

/** Where a person may be sent after signing out. */
export function logoutUrl(options: Pick<IdentityOptions, "webOrigin">): string {
  return new URL("/", options.webOrigin).href;
}
