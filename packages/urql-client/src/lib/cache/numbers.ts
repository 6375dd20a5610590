const NUMBER = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/i;

/**
 * Compares two exact numbers of Postgres, each a JSON number or its digits in a string.
 *
 * Reading digits into a double keeps their order, so doubles that differ decide. Equal ones don't: the digits are compared, of a JSON
 * number those that JavaScript shows. With more than 15 of them they may not be the ones that were sent.
 * @param isInteger Whether only whole numbers occur, of which JavaScript holds those up to 2^53.
 * @returns Negative, zero, positive; undefined when it can't be told.
 */
export function compareNumbers(a: unknown, b: unknown, isInteger: boolean): number | undefined {
  const left = read(a, isInteger);
  const right = read(b, isInteger);
  if (!left || !right) return undefined;
  const difference = Number(a) - Number(b);
  if (Math.abs(difference) > 0) return difference; // not so for two that are both infinite as doubles
  if (!left.isExact || !right.isExact) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const rest = left.scaledTo(scale) - right.scaledTo(scale);
  return rest === 0n ? 0 : rest < 0n ? -1 : 1;
}

/** Adds two exact numbers. @returns In the form of the first; undefined when JavaScript can't hold the sum exactly. */
export function addNumbers(a: unknown, b: unknown, isInteger: boolean): unknown {
  const left = read(a, isInteger);
  const right = read(b, isInteger);
  if (!left?.isExact || !right?.isExact) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const sum = left.scaledTo(scale) + right.scaledTo(scale);
  const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, "0");
  const text = `${sum < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
  if (typeof a === "string") return text;
  return read(Number(text), isInteger)?.isExact ? Number(text) : undefined;
}

function read(value: unknown, isInteger: boolean) {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const [, sign, whole, fraction, exponent = 0] = NUMBER.exec(String(value).trim()) ?? [];
  const digits = `${whole}${fraction}`;
  if (whole === undefined || !digits) return undefined;
  const shift = Number(exponent) - fraction!.length;
  return {
    isExact:
      typeof value === "string" ||
      (isInteger ? Number.isSafeInteger(value) : digits.replace(/^0+|0+$/g, "").length <= 15),
    /** How many digits stand behind the point. */
    scale: Math.max(0, -shift),
    scaledTo: (scale: number): bigint =>
      BigInt(`${sign === "-" ? "-" : ""}${digits}`) * 10n ** BigInt(scale + shift),
  };
}
