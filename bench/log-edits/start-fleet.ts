import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../scripts/run-program.ts';
import { createClosers } from '../../src/closers.ts';
import { benchToken } from '../token-counts.ts';
import { startSlowWire } from './start-slow-wire.ts';

/** What a table in the same region takes to answer, with what it does not say itself. */
export const tableMs = { least: 5, most: 10 };

export interface Fleet {
  /** Where each process answers. */
  urls: string[];
  close(): Promise<void>;
}

/** So many real processes over one table that is 5 to 10 ms away, and a local AWS. */
export async function startFleet(processes: number): Promise<Fleet> {
  const closers = createClosers();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'lunora-bench-'));
    closers.add(() => rm(folder, { recursive: true, force: true }));
    const ports = { LUNORA_PORT: '0', LUNORA_EMULATOR_PORT: '0', LUNORA_TABLE_PORT: '0' };
    const env = { ...process.env, NODE_ENV: '', LUNORA_DATA_DIR: folder, ...ports };
    const node = [process.execPath, '--import', 'tsx'];
    const aws = runProgram('aws', [...node, 'emulator/main.ts'], env, /Ctrl-C/);
    closers.add(aws.stop);
    const beside = [...(await aws.up).matchAll(/\b((?:AWS|LUNORA)_\w+)=(\S+)/g)];
    const settings = Object.fromEntries(beside.map(([, name = '', value = '']) => [name, value]));
    const table = new URL(settings['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
    const wire = await startSlowWire(Number(table.port), tableMs.least, tableMs.most);
    closers.add(wire.close);
    const shared = {
      ...{ ...env, ...settings, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${wire.port}` },
      LUNORA_ADMIN_TOKEN: benchToken,
      LUNORA_SECRET_KEY: randomBytes(32).toString('base64'),
      LUNORA_MUTATIONS_PER_SECOND: '1000000',
      LUNORA_LOG_LEVEL: 'fatal',
    };
    const urls = await Promise.all(
      Array.from({ length: processes }, async (_, index) => {
        const api = runProgram(`api-${index}`, [...node, 'src/main.ts'], shared, /API +http.*\/graphql/);
        closers.add(api.stop);
        return /API +(\S+)/.exec(await api.up)?.[1] ?? '';
      }),
    );
    return { urls, close: closers.close };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
