import { useCallback, useEffect, useRef, useState } from "react";

interface Line {
  id: string;
  title: string;
  done: boolean;
}

const pause = 4_000;

/**
 * Tells screen readers what others change, quietly: at most one sentence every four seconds, nothing for what the
 * person did, and only the number when many things changed.
 *
 * @param items The lines as they are shown.
 * @returns The sentence for a status region, and `expect`, to be called with the id of a line that the person changes.
 */
export function useChangesAnnounced(items: readonly Line[]): { text: string; expect: (id: string) => void } {
  const [text, setText] = useState("");
  const known = useRef(new Map(items.map((item) => [item.id, item])));
  const own = useRef(new Set<string>());
  const news = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  const expect = useCallback((id: string) => {
    own.current.add(id);
    setTimeout(() => own.current.delete(id), pause);
  }, []);

  useEffect(() => {
    const next = new Map(items.map((item) => [item.id, item]));
    for (const sentence of changes(known.current, next, own.current)) news.current.push(sentence);
    known.current = next;
    if (news.current.length === 0 || timer.current !== undefined) return;
    timer.current = setTimeout(function speak() {
      const sentences = news.current.splice(0);
      setText(sentences.length > 3 ? `${sentences.length} changes to the checklist` : sentences.join(". "));
      // Once more after each sentence: for what came meanwhile, or to fall silent.
      timer.current = sentences.length > 0 ? setTimeout(speak, pause) : undefined;
    }, pause);
  }, [items]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  return { text, expect };
}

function changes(before: Map<string, Line>, after: Map<string, Line>, own: Set<string>): string[] {
  const sentences: string[] = [];
  for (const [id, item] of after) {
    const was = before.get(id);
    if (own.has(id) || was === item) continue;
    if (!was) sentences.push(`Added: ${item.title}`);
    else if (was.done !== item.done) sentences.push(`${item.title}: ${item.done ? "ready" : "not ready"}`);
    else if (was.title !== item.title) sentences.push(`${was.title} is now called ${item.title}`);
  }
  for (const [id, was] of before) {
    if (!after.has(id) && !own.has(id)) sentences.push(`Deleted: ${was.title}`);
  }
  return sentences;
}
