import { createRequire } from "node:module";

interface Debug {
  enable(names: string): void;
  disable(): void;
}

/**
 * Has every library that prints with `debug` tell all it has to tell, as `DEBUG=*` does for a process that is about to start.
 *
 * @returns Ends it.
 */
export function enableDebug(): () => void {
  const modules = Object.entries(createRequire(import.meta.url).cache);
  const copies = modules.flatMap(([path, module]) =>
    /[\\/]debug[\\/]src[\\/]index\.js$/.test(path) ? [module?.exports as Debug] : [],
  );
  for (const debug of copies) debug.enable("*");
  return () => {
    for (const debug of copies) debug.disable();
  };
}
