// The least that the dinner page's components need of the live client: the data, read once.
import { createContext, useContext } from "react";

/** The data of the page, and a place to learn which query the page asks. */
export interface BareData {
  data: unknown;
  onQuery?: (document: unknown, variables: unknown) => void;
}

const BareDataContext = createContext<BareData>({ data: undefined });

export const BareDataProvider = BareDataContext.Provider;

export function useLiveQuery(document: unknown, variables: unknown) {
  const { data, onQuery } = useContext(BareDataContext);
  onQuery?.(document, variables);
  return { data, error: undefined, status: "ssr", fetchedAt: 0, refetch() {} };
}
export function useLiveStream(_document: unknown, _variables: unknown, { initial }: { initial: unknown[] }) {
  return { rows: initial, error: undefined, status: "ssr" };
}
export function useLiveMutation() {
  return [() => Promise.resolve({ ok: false }), { pending: false, error: undefined }];
}
export function usePendingMutations() {
  return [];
}
export function useConnection() {
  return "idle";
}
export function usePresence() {}
