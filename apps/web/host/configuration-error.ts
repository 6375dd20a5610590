/** The web server cannot start as configured; its message is one sentence for the person who starts it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly code = "WEB_CONFIGURATION";
}
