// Loaded into every supervised process with --import: ends it when its supervisor is gone, even if that was killed.
process.once("disconnect", () => {
  setTimeout(() => process.exit(1), 5000).unref();
  process.kill(process.pid, "SIGTERM");
});
// The channel alone doesn't keep the process alive.
process.channel?.unref();
