import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  level: LogLevel;
  /** Lines for people instead of JSON. */
  readable: boolean;
  /** Takes secrets out of every text of a line before it leaves. */
  redact: (text: string) => string;
  /** Default: standard output. */
  destination?: DestinationStream;
}

/** Names whose values are never logged, however deep; what is unnamed is left to `redact`. */
const secretNames = ['streamKey', 'authorization', 'token', 'secretKey', 'passphrase', 'password', 'sealed'];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/** Structured logs: JSON, or readable lines. Known secrets are taken out of the values, so that a line stays JSON. */
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
    {
      write(line) {
        const shown = redactFields(JSON.parse(line), redact);
        out.write(readable ? toReadable(shown) : `${JSON.stringify(shown)}\n`);
      },
    },
  );
}

type Fields = Record<string, unknown>;

/** The fields of a line, with secrets taken out of their values. Pino's own fields hold none. */
function redactFields({ level, time, ...fields }: Fields, redact: (text: string) => string): Fields {
  return { level, time, ...(redactValue(fields, redact) as Fields) };
}

function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      // What is no identifier is data used as a name.
      /^\w+$/.test(name) ? name : redact(name),
      redactValue(item, redact),
    ]),
  );
}

function toReadable(line: Fields): string {
  const { time, level, msg, err, ...rest } = line;
  const details = Object.entries(rest).map(([name, value]) => `${name}=${show(value)}`);
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : '';
  const head = `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg ?? '')}`;
  return `${[head, ...details].join(' ')}${stack}\n`;
}

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
