// The least that the dinner page's components need of Remix to render the same elements.
import {
  createContext,
  useContext,
  type AnchorHTMLAttributes,
  type FormHTMLAttributes,
  type ReactNode,
} from "react";

/** What a bare page knows instead of a router. */
export interface BarePage {
  loaderData: unknown;
  params: Record<string, string>;
  pathname: string;
  outlet: ReactNode;
}

const BarePageContext = createContext<BarePage>({
  loaderData: null,
  params: {},
  pathname: "/",
  outlet: null,
});

export const BarePageProvider = BarePageContext.Provider;

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string; className?: string };

export function Link({ to, children, ...rest }: AnchorProps) {
  return (
    <a href={to} {...rest}>
      {children}
    </a>
  );
}
export const NavLink = Link;

export function Form(props: FormHTMLAttributes<HTMLFormElement> & { reloadDocument?: boolean }) {
  const { reloadDocument: _reloadDocument, ...rest } = props;
  return <form {...rest} />;
}

export function Outlet() {
  return useContext(BarePageContext).outlet;
}
export function useLoaderData() {
  return useContext(BarePageContext).loaderData;
}
export const useRouteLoaderData = useLoaderData;
export function useMatches() {
  return [{ data: useContext(BarePageContext).loaderData }];
}
export function useParams() {
  return useContext(BarePageContext).params;
}
export function useLocation() {
  return { pathname: useContext(BarePageContext).pathname };
}
export function useNavigate() {
  return () => {};
}
export function useNavigation() {
  return { state: "idle" };
}
export function useFetcher() {
  return { state: "idle", data: undefined, Form, submit() {} };
}
export function useActionData() {
  return undefined;
}
export function useRouteError() {
  return null;
}
export function isRouteErrorResponse() {
  return false;
}
