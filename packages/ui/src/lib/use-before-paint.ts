import { useEffect, useLayoutEffect } from "react";

/**
 * An effect that runs before the browser paints, as `useLayoutEffect` does. On the server no effect runs at all, and React 18
 * says so in the log for `useLayoutEffect` alone.
 */
export const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;
