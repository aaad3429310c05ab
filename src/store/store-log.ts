/** What the store tells its operator; a pino logger fits. */
export interface StoreLog {
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

export const silent: StoreLog = { warn() {}, error() {} };
