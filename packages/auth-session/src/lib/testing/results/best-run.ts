const RUNS = 5;

/**
 * A percentile of times, in the best of five runs: whatever else a machine does can only make them longer.
 *
 * @param times In the order in which they were taken.
 * @param percent Which percentile, from 0 to 100.
 * @returns The percentile of that fifth of them in which it is lowest, in their unit.
 */
export function percentileOfBestRun(times: readonly number[], percent: number): number {
  const length = Math.ceil(times.length / RUNS);
  const runs = Array.from({ length: RUNS }, (_, run) => times.slice(run * length, (run + 1) * length));
  return Math.min(
    ...runs.map((run) => {
      const sorted = run.toSorted((a, b) => a - b);
      return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Infinity;
    }),
  );
}
