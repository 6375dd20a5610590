import { useEffect, useState } from "react";

const patience = 10_000;

/**
 * Tells when something has lasted longer than one expects. No clock of the browser is compared with one of a server.
 *
 * @param step What lasts: a text that changes when the next thing begins.
 * @param age How long the first step had lasted when the page was made, in milliseconds.
 * @returns True from ten seconds after the step began.
 */
export function useTakesLong(step: string, age: number): boolean {
  const [first] = useState({ step, age });
  const remaining = patience - (step === first.step ? first.age : 0);
  const [late, setLate] = useState<string>();
  useEffect(() => {
    if (remaining <= 0) return;
    const timer = setTimeout(() => setLate(step), remaining);
    return () => clearTimeout(timer);
  }, [step, remaining]);
  return remaining <= 0 || late === step;
}
