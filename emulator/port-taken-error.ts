/** A port that was asked for is in use by something else. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(setting: string, port: number) {
    super(`Port ${port} is already in use. Stop what uses it, or set ${setting} to another port.`);
  }
}
