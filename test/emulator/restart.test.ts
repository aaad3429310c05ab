import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateFlowCommand,
  DescribeFlowCommand,
  DescribeFlowSourceMetadataCommand,
  StartFlowCommand,
} from '@aws-sdk/client-mediaconnect';
import { DescribeChannelCommand, StartChannelCommand } from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatorOptions, startEmulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { createRtmpChannel } from '../_kit/rtmp-channel.ts';

let home: string;
let dataDir: string;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lunora-emulator-'));
  dataDir = join(home, 'emulator');
});

afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
  await rm(home, { recursive: true, force: true });
});

async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ dataDir, ...options });
  ends.push(() => emulator.close());
  const aws = createEmulatorClients(emulator);
  ends.push(() => aws[Symbol.dispose]());
  return { ...emulator, aws };
}

const servesAt = async ({ url }: { url: string }) => (await fetch(`${url}/_emulator`)).ok;

/** Starts on what a kill at this moment would leave behind. */
async function startAsIfKilled(options: EmulatorOptions = {}) {
  const left = join(home, `left-${ends.length}`);
  await cp(dataDir, left, { recursive: true, filter: (path) => !path.endsWith('lock') });
  return start({ ...options, dataDir: left });
}

/** Something else that listens on a port. */
async function occupyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => void server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

const createFlow = (name: string) =>
  new CreateFlowCommand({
    Name: name,
    Source: { Name: 'camera', Protocol: 'srt-listener', IngestPort: 5000, WhitelistCidr: '10.0.0.0/8' },
  });

describe('an emulator killed right after an answer', () => {
  it('has what it said it made', async () => {
    const { aws } = await start();
    const { Flow } = await aws.mediaconnect.send(createFlow('rehearsal'));
    const again = await startAsIfKilled();
    const found = await again.aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn: Flow?.FlowArn }));
    expect(found.Flow).toEqual(Flow);
  });

  it('has all of many things made at once', async () => {
    const { aws } = await start();
    const names = Array.from({ length: 15 }, (_, index) => `flow-${index}`);
    const made = await Promise.all(names.map((name) => aws.mediaconnect.send(createFlow(name))));
    const again = await startAsIfKilled();
    for (const { Flow } of made) {
      const found = await again.aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn: Flow?.FlowArn }));
      expect(found.Flow?.Name).toBe(Flow?.Name);
    }
  });

  it('goes on where it was: what was starting arrives, by the clock', async () => {
    const clock = createManualClock();
    const { aws, seeded } = await start({ clock, timeScale: 1 });
    const id = await createRtmpChannel(aws.medialive, {
      name: 'show',
      flowArn: seeded.flowArn,
      roleArn: seeded.mediaLiveRoleArn,
      url: 'rtmp://live.example.net/app',
      streamName: 'fake-key',
    });
    clock.advance(20_000);
    await aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    clock.advance(1_000);
    const again = await startAsIfKilled({ clock, timeScale: 1 });
    const describeChannel = async () =>
      (await again.aws.medialive.send(new DescribeChannelCommand({ ChannelId: id }))).State;
    expect(await describeChannel()).toBe('STARTING');
    clock.advance(120_000);
    expect(await describeChannel()).toBe('RUNNING');
  });

  it('is where the time has brought it when it was down for long', async () => {
    const clock = createManualClock();
    const { aws } = await start({ clock, timeScale: 1 });
    const { Flow } = await aws.mediaconnect.send(createFlow('rehearsal'));
    clock.advance(60_000);
    await aws.mediaconnect.send(new StartFlowCommand({ FlowArn: Flow?.FlowArn }));
    const later = createManualClock(clock.now() + 3_600_000);
    const again = await startAsIfKilled({ clock: later, timeScale: 1 });
    const found = await again.aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn: Flow?.FlowArn }));
    expect(found.Flow?.Status).toBe('ACTIVE');
  });

  it('imagines an encoder again where the run before waited for real packets', async () => {
    const { world, seeded } = await start();
    const flow = world.account.flows[seeded.flowArn];
    Object.assign(flow ?? {}, { encoderSending: false, format: null });
    world.changed();
    await world.commit();
    const again = await startAsIfKilled();
    const { TransportMediaInfo } = await again.aws.mediaconnect.send(
      new DescribeFlowSourceMetadataCommand({ FlowArn: seeded.flowArn }),
    );
    expect(TransportMediaInfo?.Programs?.[0]?.Streams).toHaveLength(2);
  });

  it('never hands out a number twice', async () => {
    const { world } = await start();
    const before = world.newId();
    world.changed();
    await world.commit();
    const again = await startAsIfKilled();
    expect(Number(again.world.newId())).toBeGreaterThan(Number(before));
  });
});

describe('a restart', () => {
  it('keeps the seeded things under their names', async () => {
    const first = await start();
    await first.close();
    const second = await start();
    expect({ ...second.seeded, queueUrl: '' }).toEqual({ ...first.seeded, queueUrl: '' });
  });

  it('keeps settings that were changed, but paces as it is told now', async () => {
    const first = await start({ timeScale: 0.5 });
    await fetch(`${first.url}/_emulator/settings`, {
      method: 'PATCH',
      body: JSON.stringify({ timeScale: 1, quotas: { channels: 3 }, listLagMs: 7 }),
    });
    await first.close();
    const { world } = await start({ timeScale: 0.25 });
    expect(world.account.settings).toMatchObject({
      timeScale: 0.25,
      quotas: { channels: 3, pushInputs: 10 },
      listLagMs: 7,
    });
  });

  it('keeps the table', async () => {
    const first = await start({ table: true });
    await first.aws.dynamodb.send(
      new CreateTableCommand({
        TableName: 'records',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    // As at AWS, it can be used a moment after it was made.
    const describeTable = () => first.aws.dynamodb.send(new DescribeTableCommand({ TableName: 'records' }));
    await expect.poll(async () => (await describeTable()).Table?.TableStatus).toBe('ACTIVE');
    const Item = { id: { S: 'one' }, size: { N: '1' } };
    await first.aws.dynamodb.send(new PutItemCommand({ TableName: 'records', Item }));
    await first.close();
    const second = await start({ table: true });
    const found = await second.aws.dynamodb.send(
      new GetItemCommand({ TableName: 'records', Key: { id: { S: 'one' } }, ConsistentRead: true }),
    );
    expect(found.Item).toEqual(Item);
  });

  it('forgets everything where there is no folder', async () => {
    const first = await start({ dataDir: null });
    await first.aws.mediaconnect.send(createFlow('rehearsal'));
    await first.close();
    const { world } = await start({ dataDir: null });
    expect(Object.values(world.account.flows)).toHaveLength(1);
  });

  it('is read as an older version kept it, with what has a setting since', async () => {
    await (await start()).close();
    const file = join(dataDir, 'account.json');
    const kept = JSON.parse(await readFile(file, 'utf8')) as { settings: Record<string, unknown> };
    Object.assign(kept.settings, { quotas: { channels: 3 }, undocumented: { pageSize: 7 } });
    await writeFile(file, JSON.stringify(kept));
    const { world } = await start();
    expect(world.account.settings).toMatchObject({
      quotas: { channels: 3, pushInputs: 10 },
      undocumented: { tombstoneMs: 600_000, pageSize: 20 },
    });
  });

  it('says which file is damaged, and leaves it alone', async () => {
    await (await start()).close();
    const file = join(dataDir, 'account.json');
    await writeFile(file, '{"channels":');
    await expect(startEmulator({ dataDir })).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe('{"channels":');
  });
});

describe('a folder in use', () => {
  it('is refused to a second emulator, which leaves no trace', async () => {
    const first = await start();
    const kept = await readFile(join(dataDir, 'account.json'), 'utf8');
    await expect(startEmulator({ dataDir })).rejects.toMatchObject({
      name: 'FolderInUseError',
      message: expect.stringContaining('LUNORA_DATA_DIR'),
    });
    expect(await readFile(join(dataDir, 'account.json'), 'utf8')).toBe(kept);
    expect((await fetch(`${first.url}/_emulator`)).status).toBe(200);
  });

  it('is free again once the first is closed', async () => {
    await (await start()).close();
    expect(await servesAt(await start())).toBe(true);
  });

  it('is taken over from one that was killed', async () => {
    await (await start()).close();
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(dataDir, 'lock'), `${pid} 12345`);
    expect(await servesAt(await start())).toBe(true);
  });

  it.runIf(process.platform === 'linux')(
    'is taken over where the number came again for another process',
    async () => {
      await (await start()).close();
      await writeFile(join(dataDir, 'lock'), `${process.pid} 1`);
      expect(await servesAt(await start())).toBe(true);
    },
  );
});

describe('a port that is taken', () => {
  it.each(['LUNORA_EMULATOR_PORT', 'LUNORA_TABLE_PORT'])('is an error that names %s', async (setting) => {
    const taken = await occupyPort();
    const ports = setting === 'LUNORA_TABLE_PORT' ? { tablePort: taken } : { port: taken };
    await expect(startEmulator({ dataDir, table: true, ...ports })).rejects.toMatchObject({
      name: 'PortTakenError',
      message: expect.stringMatching(new RegExp(`${taken}.*${setting}`)),
    });
  });

  it('leaves nothing running: the folder can be used at once', async () => {
    const taken = await occupyPort();
    await expect(startEmulator({ dataDir, table: true, tablePort: taken })).rejects.toThrow();
    expect(await servesAt(await start({ table: true }))).toBe(true);
  });

  it('is stepped around where it may be, and said', async () => {
    const taken = await occupyPort();
    const logged: string[] = [];
    const { url, endpoints, aws } = await start({
      port: taken,
      tablePort: taken,
      table: true,
      portFallback: true,
      tablePortFallback: true,
      log: (line) => logged.push(line),
    });
    expect(new URL(url).port).not.toBe(String(taken));
    expect(new URL(endpoints.dynamodb).port).not.toBe(String(taken));
    expect(logged.filter((line) => line.includes(String(taken)))).toHaveLength(2);
    expect((await fetch(`${url}/_emulator`)).status).toBe(200);
    const table = aws.dynamodb.send(new GetItemCommand({ TableName: 'none', Key: { id: { S: '1' } } }));
    await expect(table).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
