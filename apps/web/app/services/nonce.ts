import { createContext, useContext } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/** Hands the response's nonce to the document while the server renders it. */
export const NonceProvider = NonceContext.Provider;

/**
 * The nonce of the response's inline scripts.
 *
 * @returns The nonce; undefined on static pages, and in the browser, which hides it from scripts.
 */
export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
