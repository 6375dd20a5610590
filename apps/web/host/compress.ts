import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { promisify } from "node:util";
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from "node:zlib";

const compressible =
  /^(?:text\/|application\/(?:json|javascript|manifest\+json|graphql-response\+json)|image\/svg\+xml)/;
const smallest = 1_024;
const brotliQuality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const compressWhole = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/**
 * Compresses a response for the wire when the visitor accepts it and it is worth it.
 *
 * @param request The request, for its Accept-Encoding (RFC 9110, section 12.5.3).
 * @param response The response; one with a Content-Length is compressed in one piece, any other is compressed
 *   as it streams, every chunk flushed.
 * @returns The same response or a compressed one with the headers to match.
 */
export async function compress(request: Request, response: Response): Promise<Response> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.body || response.headers.has("Content-Encoding") || !isCompressible(type)) return response;
  const headers = new Headers(response.headers);
  headers.append("Vary", "Accept-Encoding");
  const encoding = acceptedEncoding(request.headers.get("Accept-Encoding"));
  const length = headers.get("Content-Length");
  if (!encoding || (length !== null && Number(length) < smallest)) {
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
  headers.set("Content-Encoding", encoding);
  if (length !== null) {
    const whole = Buffer.from(await response.arrayBuffer());
    const body =
      encoding === "br" ? await compressWhole.br(whole, brotliQuality) : await compressWhole.gzip(whole);
    headers.set("Content-Length", String(body.byteLength));
    return new Response(body, { status: response.status, statusText: response.statusText, headers });
  }
  const encoder =
    encoding === "br"
      ? createBrotliCompress({ ...brotliQuality, flush: constants.BROTLI_OPERATION_FLUSH })
      : createGzip({ flush: constants.Z_SYNC_FLUSH });
  const source = Readable.fromWeb(response.body as ReadableStream);
  // An aborted visitor destroys the far end; the source must end with it.
  encoder.on("close", () => source.destroy());
  source.on("error", (error) => encoder.destroy(error));
  source.pipe(encoder);
  const body = Readable.toWeb(encoder) as unknown as BodyInit;
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

function isCompressible(type: string): boolean {
  return compressible.test(type) || type.startsWith("text/x-script");
}

function acceptedEncoding(header: string | null): "br" | "gzip" | undefined {
  const accepted = (header ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(";")[0]);
  if (accepted.includes("br")) return "br";
  if (accepted.includes("gzip")) return "gzip";
  return undefined;
}
