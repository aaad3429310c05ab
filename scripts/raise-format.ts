/** `npm run raise-format`: asks the process that leads to raise the table's storage format (docs/operations.md). */
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { hushSdk, readConfig } from '../src/config.ts';
import { openTables } from '../src/store/open-tables.ts';
import { requestRaise } from '../src/store/request-raise.ts';

const withinMs = 60_000;

hushSdk();
let close = () => {};
try {
  const { values } = parseArgs({ options: { 'older-stopped': { type: 'boolean', default: false } } });
  const olderStopped = values['older-stopped'];
  const config = readConfig();
  const endpoint = config.aws === 'local' ? `http://127.0.0.1:${config.tablePort ?? 4011}` : null;
  const tables = openTables({ tableName: config.table, endpoint, readSockets: 1 });
  close = tables.close;
  process.stdout.write(
    'Asking the process that leads; it may take half a minute to see which processes run.\n',
  );
  process.stdout.write(`${await requestRaise(tables.table, systemClock, withinMs, { olderStopped })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  close();
}
