/** A page of the tenant, or what came instead. */
export interface HostedPage {
  url: string;
  markup: string;
  response: Response;
}

/** @returns The page that a browser has been led to. */
export async function toHostedPage(response: Response): Promise<HostedPage> {
  return { url: response.url, markup: await response.clone().text(), response };
}

/** @returns The query of the address that a response sends the browser to; empty where it sends it nowhere. */
export function queryOf(response: Response): Record<string, string> {
  return Object.fromEntries(new URL(response.headers.get("location") ?? "missing:").searchParams);
}
