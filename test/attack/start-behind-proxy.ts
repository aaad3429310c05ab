import { randomBytes } from 'node:crypto';
import { startEmulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { boardTypes, Follower, readBoard, staleOn, until } from './board.ts';
import { attackTokens, startVictim, type Victim } from './start-victim.ts';

export interface BehindProxy extends AsyncDisposable {
  victim: Victim;
  aws: EmulatorClients;
  /** Follows each type, past its snapshot. */
  follow(): Promise<Follower[]>;
  create(name: string): Promise<void>;
}

interface Proxy {
  url: string;
  close(): Promise<void>;
}

/** A victim beside a local AWS whose table stands behind a proxy, with one destination, once its whole board is fresh. */
export async function startBehindProxy(
  settings: Record<string, string>,
  openProxy: (target: string) => Promise<Proxy>,
): Promise<BehindProxy> {
  const emulator = await startEmulator({ timeScale: 0.05, table: true });
  const proxy = await openProxy(emulator.endpoints.dynamodb);
  const localAws = { ...emulator, endpoints: { ...emulator.endpoints, dynamodb: proxy.url } };
  const secret = { LUNORA_SECRET_KEY: randomBytes(32).toString('base64') };
  const victim = await startVictim({ ...secret, ...settings }, { localAws });
  const aws = createEmulatorClients(emulator);
  const followers: Follower[] = [];

  async function create(name: string): Promise<void> {
    const input = { name, platform: 'YOUTUBE', streamKey: `fake-${randomBytes(8).toString('hex')}` };
    const { text } = await victim.ask(
      'mutation ($input: CreateDestinationInput!) { createDestination(input: $input) { destination { id } userErrors { code } } }',
      attackTokens.admin,
      { variables: { input } },
    );
    if (!text.includes('"userErrors":[]')) throw new Error(`Not created: ${text}`);
  }

  await create('first');
  await until('the whole board is fresh', 30, async () => {
    const board = await readBoard(victim);
    return board.system.aws.reachable && boardTypes.every((type) => staleOn(board)[type] === false);
  });
  return {
    victim,
    aws,
    create,
    async follow() {
      const opened = boardTypes.map((type) => new Follower(victim, type));
      for (const follower of opened) await follower.open();
      followers.push(...opened);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      for (const follower of followers) follower.drop();
      aws[Symbol.dispose]();
      await victim[Symbol.asyncDispose]();
      await proxy.close();
      await emulator.close();
    },
  };
}
