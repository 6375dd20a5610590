import { describe, expect, it } from "vitest";
import { UsageError, parseCommand } from "./arguments.ts";

describe("parseCommand", () => {
  it.each([
    [["serve", "--project", "hasura"], { name: "serve", project: "hasura", seed: "none", watch: false }],
    [
      ["serve", "--watch", "--seed", "demo", "--project=hasura"],
      { name: "serve", project: "hasura", seed: "demo", watch: true },
    ],
    [["migrate", "status", "--project", "h"], { name: "migrate", action: "status", project: "h", steps: 1 }],
    [
      ["migrate", "revert", "--project", "h", "--all"],
      { name: "migrate", action: "revert", project: "h", steps: Infinity },
    ],
    [
      ["schema", "--project", "h", "--role", "user", "--out", "f"],
      { name: "schema", project: "h", role: "user", out: "f" },
    ],
    [["detach"], { name: "detach" }],
    [["--help"], { name: "help" }],
    [[], { name: "help" }],
  ])("reads %j", (args, command) => {
    expect(parseCommand(args)).toEqual(command);
  });

  it.each([
    [["serve"], "--project is missing."],
    [["serve", "--project", "h", "--seed", "much"], "--seed takes all, demo, none, reference."],
    [["serve", "now", "--project", "h"], 'Unexpected argument "now".'],
    [["schema", "--project", "h"], "--role is missing."],
    [["migrate", "sideways", "--project", "h"], "migrate takes apply, revert or status."],
    [["migrate", "revert", "--project", "h", "--steps", "0"], "--steps takes a number from 1."],
    [["dance"], 'Unknown command "dance".'],
    [["serve", "--wrong"], "Unknown option '--wrong'"],
  ])("does not understand %j", (args, message) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(message);
  });
});
