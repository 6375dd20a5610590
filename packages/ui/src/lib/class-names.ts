/**
 * Joins class names and leaves out what is not set.
 *
 * @param names Class names; false, null and undefined count for nothing.
 * @returns The value for a `className`.
 */
export function classNames(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
