import type { FunctionDefinition } from "../runtime/define-action.ts";
import { acceptInvitation } from "./accept-invitation/handler.ts";
import { previewInvitation } from "./preview-invitation/handler.ts";

/** Every function there is: a host that serves all of them takes this list, one that serves a single function imports that one. */
export const allFunctions: readonly FunctionDefinition[] = [acceptInvitation, previewInvitation];
