/** A parent that writes its service's process id and waits to be ended. */
import { spawnService } from "./spawn-service.ts";

spawnService({
  args: ["--eval", "console.log(process.pid); setInterval(() => {}, 1000);"],
  cwd: "/",
  env: process.env,
  onLine: (_stream, text) => console.log(text),
});
