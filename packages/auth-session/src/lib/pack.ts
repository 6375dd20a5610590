import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import type { SessionRecord } from "./session-record.ts";

/*
 * Payload, version 1:
 *   u8 version | u16 signature length | signature bytes | deflate-raw( JSON line of fields \n JWT header \n JWT claims )
 * A JWT is three base64url texts. Its signature cannot be compressed, so it is kept as bytes; its two JSON parts compress
 * well once they are text again. A token that is no JWT (or one spelled unusually) is kept whole, in the field list.
 * Compressing before sealing is safe here: everything that goes in comes from the provider or our own code in one piece,
 * and no attacker sees sizes of many variants of one secret.
 */
const VERSION = 1;
const HEADER_BYTES = 3;
const MAX_PLAIN_BYTES = 64 * 1024;

/** Text that sessions have in common; deflate refers back to it instead of repeating it. Part of the format. */
const DICTIONARY = Buffer.from(
  '"sid":"","auth_time":,"email":"","picture":"https://","permissions":[]"gty":"org_id":"scope":"openid profile email ' +
    'offline_access","azp":""}"iat":1700000000,"exp":1700000000,"sub":"auth0|google-oauth2|","aud":["https://.auth0.com' +
    '/userinfo"],"iss":"http://127.0.0.1:"x-hasura-user-id":""x-hasura-default-role":"user","https://hasura.io/jwt/' +
    'claims":{"x-hasura-allowed-roles":["user"],{"alg":"RS256","typ":"JWT","kid":""}',
);

const fields = z.tuple([
  z.string(), // sid
  z.string(), // userId
  z.number(), // generation
  z.number(), // createdAt
  z.number(), // rotatedAt
  z.number(), // tokenExpiresAt
  z.string().nullable(), // refreshToken
  z.string().nullable(), // providerSid
  z.number().nullable(), // authTime
  z.unknown(), // user
  z.string().nullable(), // access token, when it is not a JWT
  // Only written when there is something to say, so that sessions without it stay readable to what knows nothing of it.
  z.boolean().optional(), // multiFactor
  z.string().optional(), // acr
]);

interface SplitJwt {
  header: string;
  claims: string;
  signature: Uint8Array;
}

/** Null unless joining the parts again gives exactly the same text. */
function splitJwt(token: string): SplitJwt | null {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  const [header, claims, signature] = parts.map((part) => decodeBase64url(part));
  if (!header || !claims || !signature || signature.byteLength > 0xffff) return null;
  const split = { header: decodeUtf8(header), claims: decodeUtf8(claims), signature };
  if (split.header.includes("\n") || split.claims.includes("\n")) return null;
  return joinJwt(split) === token ? split : null;
}

function joinJwt({ header, claims, signature }: SplitJwt): string {
  return [Buffer.from(header), Buffer.from(claims), signature].map(encodeBase64url).join(".");
}

function decodeUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

/**
 * @param record A session.
 * @returns Its smallest form.
 */
export function packSession(record: SessionRecord): Uint8Array<ArrayBuffer> {
  const jwt = splitJwt(record.accessToken);
  const list: z.infer<typeof fields> = [
    record.sid,
    record.userId,
    record.generation,
    record.createdAt,
    record.rotatedAt,
    record.tokenExpiresAt,
    record.refreshToken,
    record.providerSid,
    record.authTime,
    record.user,
    jwt ? null : record.accessToken,
  ];
  const { multiFactor, acr } = record;
  if (multiFactor !== undefined || acr !== undefined) list.push(multiFactor ?? false);
  if (acr !== undefined) list.push(acr);
  const text = [JSON.stringify(list), jwt?.header ?? "", jwt?.claims ?? ""].join("\n");
  const deflated = deflateRawSync(text, { level: 9, memLevel: 9, dictionary: DICTIONARY });
  const signature = jwt?.signature ?? new Uint8Array();
  const packed = new Uint8Array(HEADER_BYTES + signature.byteLength + deflated.byteLength);
  packed[0] = VERSION;
  new DataView(packed.buffer).setUint16(1, signature.byteLength);
  packed.set(signature, HEADER_BYTES);
  packed.set(deflated, HEADER_BYTES + signature.byteLength);
  return packed;
}

/**
 * @param packed What {@link packSession} made.
 * @returns The session, or null when the bytes are of another version or kind.
 */
export function unpackSession(packed: Uint8Array<ArrayBuffer>): SessionRecord | null {
  if (packed[0] !== VERSION || packed.byteLength < HEADER_BYTES) return null;
  const bodyStart = HEADER_BYTES + new DataView(packed.buffer, packed.byteOffset).getUint16(1);
  try {
    const text = inflateRawSync(packed.subarray(bodyStart), {
      dictionary: DICTIONARY,
      maxOutputLength: MAX_PLAIN_BYTES,
    });
    const [list = "", header = "", claims = ""] = text.toString("utf8").split("\n");
    const [
      sid,
      userId,
      generation,
      createdAt,
      rotatedAt,
      tokenExpiresAt,
      refreshToken,
      providerSid,
      authTime,
      user,
      opaque,
      multiFactor,
      acr,
    ] = fields.parse(JSON.parse(list));
    const accessToken =
      opaque ?? joinJwt({ header, claims, signature: packed.subarray(HEADER_BYTES, bodyStart) });
    return {
      sid,
      userId,
      generation,
      createdAt,
      rotatedAt,
      accessToken,
      tokenExpiresAt,
      refreshToken,
      providerSid,
      authTime,
      user,
      ...(multiFactor === true && { multiFactor }),
      ...(acr !== undefined && { acr }),
    };
  } catch {
    return null;
  }
}
