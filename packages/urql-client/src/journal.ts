/** Another way to keep optimistic pages from flickering, which holds back rows instead of answers. */
export { createJournal } from "./lib/journal/create-journal.ts";
