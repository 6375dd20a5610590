/** Options of `expect.poll` that hold on a busy machine, too. */
export const PATIENT = { timeout: 15_000, interval: 10 };
