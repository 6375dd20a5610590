import { badRequest, FunctionError } from "./errors.ts";

const BODY_LIMIT = 256 * 1024;

/**
 * Reads a request's body as text, but never without end.
 *
 * @throws FunctionError `FUNCTIONS_BODY_TOO_LARGE` beyond 256 KiB; `FUNCTIONS_BAD_REQUEST` when it is not UTF-8.
 */
export async function readBody(request: Request): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw badRequest("The body is not UTF-8.");
    }
  };
  const reader = request.body?.getReader();
  if (!reader) return "";
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decode();
    size += value.byteLength;
    if (size > BODY_LIMIT) {
      await reader.cancel();
      throw new FunctionError(
        "FUNCTIONS_BODY_TOO_LARGE",
        `The body has more than ${BODY_LIMIT} bytes; send less at once.`,
      );
    }
    text += decode(value);
  }
}
