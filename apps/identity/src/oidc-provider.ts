/**
 * The provider without its package's entry, whose only other act is a warning at every start that Node 22 is wanted.
 * The pinned version runs on Node 20: the tests beside this file are what says so.
 */
export {
  AccessDenied,
  InvalidGrant,
  InvalidRequest,
  InvalidTarget,
  SessionNotFound,
} from "oidc-provider/lib/helpers/errors.js";
export { base, Check, Prompt } from "oidc-provider/lib/helpers/interaction_policy/index.js";
export { Provider } from "oidc-provider/lib/provider.js";
