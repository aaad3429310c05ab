/** One or several settings cannot be used; the message says which and why, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** `aws`: whether the settings ask for the real AWS. */
  constructor(
    message: string,
    readonly aws = false,
  ) {
    super(message);
  }
}
