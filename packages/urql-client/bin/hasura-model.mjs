#!/usr/bin/env node
import { register } from "tsx/esm/api";

register();
const { runCodegen } = await import("../src/codegen.ts");
try {
  console.log(await runCodegen(process.argv.slice(2)));
} catch (error) {
  if (error?.name !== "CodegenError") throw error;
  console.error(error.message);
  process.exitCode = 1;
}
