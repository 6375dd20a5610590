import { defineConfig } from "vitest/config";

// How long a test polls for what it waits for. It bounds a failure only: on a busy machine a pass may take seconds.
const expect = { poll: { timeout: 30_000 } };

// Loading modules takes longer than most files take: a worker loads them once for all of its files. Files leave nothing
// behind in modules or globals.
const shared = { isolate: false, maxWorkers: 2 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,bench,packages,scripts}/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "**/build/**", "**/*.{db,dev,races,soak}.test.ts"],
          environment: "node",
          expect,
          ...shared,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "db",
          include: ["{apps,packages,scripts}/**/*.db.test.ts"],
          exclude: ["**/node_modules/**", "**/build/**"],
          environment: "node",
          expect,
          globalSetup: ["packages/testing/src/vitest-setup.ts"],
          testTimeout: 120_000,
          ...shared,
          hookTimeout: 120_000,
        },
      },
      {
        // What shows in time alone, and waits for most of it.
        test: {
          name: "soak",
          include: ["{apps,packages}/**/*.soak.test.ts"],
          exclude: ["**/node_modules/**", "**/build/**"],
          environment: "node",
          expect,
          globalSetup: ["packages/testing/src/vitest-setup.ts"],
        },
      },
      {
        // Thousands of schedules on a virtual clock.
        test: {
          name: "races",
          include: ["packages/**/*.races.test.ts"],
          exclude: ["**/node_modules/**"],
          environment: "node",
          testTimeout: 600_000,
        },
      },
      {
        // The whole system as processes that are killed all the time.
        test: {
          name: "chaos",
          include: ["e2e/chaos/*.chaos.test.ts"],
          environment: "node",
          testTimeout: 1_200_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The whole system as processes: pnpm dev in a copy of the tree.
        test: {
          name: "dev",
          include: ["{packages,scripts}/**/*.dev.test.ts"],
          environment: "node",
          expect,
          testTimeout: 400_000,
          hookTimeout: 400_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
