import { freeTcpPort } from '../_kit/free-port.ts';
import { type AboutEmulator, type RunningProcess, startProcess } from '../_kit/start-process.ts';

export const token = 'fake-admin-token-0000';

/** One Lunora that is killed and started again, always at the same address, over the same table and AWS. */
export interface KilledLunora {
  graphql: string;
  tableName: string;
  /** Starts a process; does not wait for it. */
  start(): void;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** Resolves once a process serves: the one there is, or the next. */
  serves(): Promise<void>;
  /** Resolves once the process there is leads. @throws Error with what it said when it ends before */
  leads(): Promise<void>;
  /** What processes said that ended although nobody killed them. */
  ends: string[];
}

export async function createKilledLunora(
  { endpoints, seeded }: AboutEmulator,
  dataDir: string,
  tableName: string,
  settings: Record<string, string>,
): Promise<KilledLunora> {
  const port = await freeTcpPort();
  const env = {
    LUNORA_AWS: 'aws',
    LUNORA_FOUND: '1',
    LUNORA_PORT: String(port),
    LUNORA_TABLE: tableName,
    LUNORA_LOG_LEVEL: 'info',
    LUNORA_ADMIN_TOKEN: token,
    LUNORA_SECRET_KEY: 'fake secret key of more than 32 characters',
    LUNORA_MEDIALIVE_ROLE_ARN: seeded.mediaLiveRoleArn,
    LUNORA_PRIMARY_CHANNEL_ID: seeded.primaryChannelId,
    LUNORA_FLOW_ARN: seeded.flowArn,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_ENDPOINT_URL_MEDIALIVE: endpoints.medialive,
    AWS_ENDPOINT_URL_MEDIACONNECT: endpoints.mediaconnect,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: endpoints.servicequotas,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    ...settings,
  };
  const ends: string[] = [];
  let running: RunningProcess | null = null;
  const serving = createGate();

  return {
    graphql: `http://127.0.0.1:${port}/graphql`,
    tableName,
    start() {
      const process = startProcess('lunora', dataDir, env);
      running = process;
      process.serving.then(() => running === process && serving.open()).catch(() => {});
      void process.ended.then(({ code, said }) => {
        if (running !== process) return;
        serving.shut();
        ends.push(`It ended with ${code}, saying: ${said}${process.out().slice(-2_000)}`);
      });
    },
    async kill() {
      const process = running;
      running = null;
      serving.shut();
      await process?.kill();
    },
    serves: () => serving.passed(),
    ends,
    async leads() {
      await running?.says(/"msg":"leading"/);
    },
  };
}

/** Whoever comes while it is shut waits until it opens. */
function createGate() {
  let isOpen = false;
  let waiting: (() => void)[] = [];
  return {
    passed: () => (isOpen ? Promise.resolve() : new Promise<void>((resolve) => void waiting.push(resolve))),
    open() {
      isOpen = true;
      for (const pass of waiting) pass();
      waiting = [];
    },
    shut() {
      isOpen = false;
    },
  };
}
