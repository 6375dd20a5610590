import { useEffect, useLayoutEffect } from "react";

/** `useEffect` for what has to be there before the effects of the components inside run; nothing on the server. */
export const useBeforeEffects = typeof document === "undefined" ? useEffect : useLayoutEffect;
