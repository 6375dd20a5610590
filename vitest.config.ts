import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,packages,scripts}/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "**/build/**", "**/*.db.test.ts", "**/*.dev.test.ts"],
          environment: "node",
        },
      },
      {
        test: {
          name: "db",
          include: ["{apps,packages,scripts}/**/*.db.test.ts"],
          exclude: ["**/node_modules/**", "**/build/**"],
          environment: "node",
          globalSetup: ["packages/testing/src/vitest-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // The whole system as processes: pnpm dev in a copy of the tree.
        test: {
          name: "dev",
          include: ["{packages,scripts}/**/*.dev.test.ts"],
          environment: "node",
          testTimeout: 400_000,
          hookTimeout: 400_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
