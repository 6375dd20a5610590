/** `Problem.code` of `openapi.yaml`, with the status of each. */
const statuses = {
  "bad-request": 400,
  unauthorized: 401,
  "not-found": 404,
  superseded: 409,
  "key-reused": 409,
  "too-many-requests": 429,
  unavailable: 503,
} as const;

/** What went wrong, for programs. */
export type ProblemCode = keyof typeof statuses;

/** `Problem` of `openapi.yaml`. */
export interface Problem {
  code: ProblemCode;
  message: string;
}

/** An answer before it is written to a connection. */
export interface Answer<Body = unknown> {
  status: number;
  body: Body;
}

/** @param message What went wrong, for people. */
export function problem(code: ProblemCode, message: string): Answer<Problem> {
  return { status: statuses[code], body: { code, message } };
}
