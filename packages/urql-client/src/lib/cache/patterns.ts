/**
 * `text LIKE pattern`.
 * @param fold Whether upper and lower case are the same (`ILIKE`). Only of ASCII that is known without the database's locale.
 * @returns Whether it matches; undefined when it can't be told.
 */
export function isLike(text: string, pattern: string, fold: boolean): boolean | undefined {
  // A backslash that quotes nothing is an error.
  if (/^(?:[^\\]|\\[^])*\\$/.test(pattern)) return undefined;
  const source = pattern.replace(/\\?[^]/gu, (each) =>
    each === "%" ? "[^]*" : each === "_" ? "[^]" : quote(each.replace(/^\\/, "")),
  );
  return test(`^${source}$`, text, fold, pattern);
}

/**
 * `text ~ pattern`, of patterns that mean the same to Postgres and to JavaScript: plain characters, `.`, quoted punctuation, each
 * repeated by `*`, `+` or `?`, between `^` and `$`.
 * @returns Whether it matches; undefined when it can't be told.
 */
export function isMatch(text: string, pattern: string, fold: boolean): boolean | undefined {
  if (!/^\^?(?:(?:[\w /,:;@#%&=<>!~'"-]|\.|\\[.*+?^$()[\]{}|])[*+?]?)*\$?$/.test(pattern)) return undefined;
  return test(pattern, text, fold, pattern);
}

function test(source: string, text: string, fold: boolean, pattern: string): boolean | undefined {
  // eslint-disable-next-line no-control-regex
  if (fold && /[^\0-\x7f]/.test(text + pattern)) return undefined;
  return new RegExp(source, fold ? "isu" : "su").test(text);
}

function quote(character: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(character) ? `\\${character}` : character;
}
