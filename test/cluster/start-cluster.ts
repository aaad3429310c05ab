import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startFront } from '../../scripts/start-front.ts';
import { createClosers } from '../../src/closers.ts';
import { createDynamoTable } from '../../src/store/dynamo-table.ts';
import type { Table } from '../../src/store/table.ts';
import { askAgain } from '../_kit/ask-again.ts';
import { controlOf } from '../_kit/emulator-control.ts';
import { type RunningProcess, startProcess } from '../_kit/start-process.ts';
import { startRedis, type TestRedis } from '../_kit/start-redis.ts';

export const clusterToken = 'fake-admin-token-0000';

interface Api {
  process: RunningProcess;
  url: string;
  frozen: boolean;
}

export interface Cluster extends AsyncDisposable {
  /** Where the front is. */
  graphql: string;
  redis: TestRedis;
  /** What the processes share. */
  table: Table;
  /** `kill -9` of the process that leads, or of one that does not. Resolves with the way to start another in its place. */
  kill(which: 'leader' | 'follower'): Promise<() => Promise<void>>;
  /** Stops the process that leads in the middle of whatever it does, without a word. Resolves with the way to let it go on. */
  freeze(): Promise<() => void>;
  /** Resolves once one of them leads that is not frozen. */
  led(): Promise<void>;
}

/** Three real processes over one table, a real Redis and a local AWS, behind a front. */
export async function startCluster(): Promise<Cluster> {
  const closers = createClosers();
  const folder = await mkdtemp(join(tmpdir(), 'lunora-cluster-'));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  const aws = startProcess('emulator', folder, { LUNORA_TIME_SCALE: '0.02' });
  closers.add(() => aws.kill());
  const redis = await startRedis();
  closers.add(() => redis.kill());
  const { endpoints, seeded } = await controlOf(await aws.serving).about();
  const apis: Api[] = [];
  const settings = {
    LUNORA_AWS: 'aws',
    LUNORA_FOUND: '1',
    LUNORA_ADMIN_TOKEN: clusterToken,
    LUNORA_SECRET_KEY: 'fake secret key of more than 32 characters',
    LUNORA_MEDIALIVE_ROLE_ARN: seeded.mediaLiveRoleArn,
    LUNORA_MUTATIONS_PER_SECOND: '10000',
    LUNORA_REDIS_URL: redis.url,
    LUNORA_TIME_SCALE: '0.02',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_ENDPOINT_URL_MEDIALIVE: endpoints.medialive,
    AWS_ENDPOINT_URL_MEDIACONNECT: endpoints.mediaconnect,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: endpoints.servicequotas,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  };
  async function startApi(): Promise<void> {
    const process = startProcess('lunora', folder, settings);
    closers.add(() => process.kill());
    apis.push({ process, url: await process.serving, frozen: false });
  }
  await Promise.all([startApi(), startApi(), startApi()]);

  const backends = () => apis.map(({ url }) => Number(new URL(url).port));
  const front = await startFront({ port: 0, backends });
  closers.add(front.close);
  const client = new DynamoDBClient({
    endpoint: endpoints.dynamodb,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  closers.add(() => client.destroy());

  async function leads({ url }: Api): Promise<boolean> {
    const metrics = await (await fetch(url.replace('/graphql', '/metrics'))).text();
    return /^lunora_leader 1$/m.test(metrics);
  }

  const find = (leading: boolean): Promise<Api> =>
    askAgain(async () => {
      for (const api of apis) if (!api.frozen && (await leads(api)) === leading) return api;
      return null;
    });

  return {
    graphql: `http://127.0.0.1:${front.port}/graphql`,
    redis,
    table: createDynamoTable({ client, tableName: 'lunora' }),
    async kill(which) {
      const api = await find(which === 'leader');
      await api.process.kill();
      apis.splice(apis.indexOf(api), 1);
      return startApi;
    },
    async freeze() {
      const api = await find(true);
      api.frozen = true;
      api.process.signal('SIGSTOP');
      return () => {
        api.process.signal('SIGCONT');
        api.frozen = false;
      };
    },
    led: async () => void (await find(true)),
    [Symbol.asyncDispose]: closers.close,
  };
}
