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
        // pnpm dev itself, in a copy of the tree.
        test: {
          name: "dev",
          include: ["scripts/**/*.dev.test.ts"],
          environment: "node",
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
