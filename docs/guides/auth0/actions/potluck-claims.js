/**
 * Post-login action: runs at every sign-in and whenever a refresh token is exchanged. Without it the API refuses every token.
 * Claims under a namespace are the only ones that Auth0 lets an action add.
 */
exports.onExecutePostLogin = async (event, api) => {
  const { user, transaction } = event;

  // What Hasura reads. For our API alone: tokens for other APIs of the tenant have no business with it.
  if (event.resource_server?.identifier === "##API_AUDIENCE##") {
    api.accessToken.setCustomClaim("https://hasura.io/jwt/claims", {
      "x-hasura-allowed-roles": ["user"],
      "x-hasura-default-role": "user",
      "x-hasura-user-id": user.user_id,
    });
  }

  // What the tenant keeps of a person, for the account page. Named one by one: metadata may hold more than the app should see.
  const { diet } = user.user_metadata ?? {};
  if (diet) api.idToken.setCustomClaim("https://potluck.example/user_metadata", { diet });
  const { member_since } = user.app_metadata ?? {};
  if (member_since) api.idToken.setCustomClaim("https://potluck.example/app_metadata", { member_since });

  // The app asked for more than one factor. A browser that was told to be remembered proves nothing now.
  const isRefresh = transaction?.protocol === "oauth2-refresh-token";
  const asked = transaction?.acr_values ?? [];
  if (!isRefresh && asked.includes("http://schemas.openid.net/pape/policies/2007/06/multi-factor")) {
    api.multifactor.enable("any", { allowRememberBrowser: false });
  }
};
