import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  level: LogLevel;
  /** Lines for people instead of JSON. */
  readable: boolean;
  /** Sees every whole line before it leaves. */
  redact: (text: string) => string;
  /** Default: standard output. */
  destination?: DestinationStream;
}

/** Names whose values are never logged, however deep; what is unnamed is left to `redact`. */
const secretNames = ['streamKey', 'authorization', 'token', 'secretKey', 'passphrase', 'password', 'sealed'];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/** Structured logs: JSON, or readable lines. Known secrets are taken out of every line as a whole. */
export function createLogger({ level, readable, redact, destination }: LoggerOptions): Logger {
  const out = destination ?? process.stdout;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: '[hidden]' },
    },
    { write: (line) => void out.write(redact(readable ? toReadable(line) : line)) },
  );
}

function toReadable(line: string): string {
  const { time, level, msg, err, ...rest }: Record<string, unknown> = JSON.parse(line);
  const details = Object.entries(rest).map(([name, value]) => `${name}=${show(value)}`);
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : '';
  const head = `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg ?? '')}`;
  return `${[head, ...details].join(' ')}${stack}\n`;
}

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
