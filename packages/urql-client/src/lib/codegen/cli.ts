import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { CodegenError } from "./errors.ts";
import { generateModel } from "./generate.ts";
import { loadTables } from "./metadata.ts";
import { printModule } from "./print.ts";

const USAGE =
  "hasura-model --schema schema.graphql --metadata hasura/metadata --out model.ts [--role user] [--bytewise table.column …] [--check]";

/**
 * The `hasura-model` command.
 * @param argv Arguments after the command's name.
 * @returns What to tell the person who ran it.
 * @throws {@link CodegenError} with a message for them.
 */
export async function runCodegen(argv: readonly string[]): Promise<string> {
  const options = readOptions(argv);
  let sdl: string;
  try {
    sdl = await readFile(options.schema, "utf8");
  } catch (cause) {
    throw new CodegenError(
      "CODEGEN_SCHEMA",
      `${options.schema} can't be read; print the role's schema there first.`,
      { cause },
    );
  }
  const model = generateModel({
    sdl,
    tables: await loadTables(options.metadata),
    role: options.role,
    bytewise: options.bytewise,
  });
  const text = printModule(model);
  const before = await readFile(options.out, "utf8").catch(() => undefined);
  const count = `${Object.keys(model.tables).length} tables`;
  if (before === text) return `${options.out} is up to date (${count}).`;
  if (options.check)
    throw new CodegenError(
      "CODEGEN_USAGE",
      `${options.out} is out of date; run the generator and commit it.`,
    );
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, text);
  return `${options.out} written (${count}).`;
}

function readOptions(argv: readonly string[]) {
  let values: {
    schema?: string;
    metadata?: string;
    out?: string;
    role?: string;
    bytewise?: string[];
    check?: boolean;
  };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        schema: { type: "string" },
        metadata: { type: "string" },
        out: { type: "string" },
        role: { type: "string" },
        bytewise: { type: "string", multiple: true },
        check: { type: "boolean" },
      },
    }));
  } catch (cause) {
    throw new CodegenError("CODEGEN_USAGE", `${String(cause)}\n${USAGE}`, { cause });
  }
  const { schema, metadata, out, role = "user", bytewise = [], check = false } = values;
  if (!schema || !metadata || !out)
    throw new CodegenError("CODEGEN_USAGE", `Something is missing.\n${USAGE}`);
  return { schema, metadata, out, role, bytewise, check };
}
