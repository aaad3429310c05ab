import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { startCuttableProxy } from '../_kit/cuttable-proxy.ts';
import type { EmulatorClients } from '../_kit/emulator-clients.ts';
import type { Attack } from './attack.ts';
import { boardTypes, type Follower, readBoard, readyz, staleOn, until } from './board.ts';
import { startBehindProxy } from './start-behind-proxy.ts';
import type { Victim } from './start-victim.ts';

type Dynamodb = EmulatorClients['dynamodb'];
type Item = Record<string, AttributeValue>;

const TableName = 'lunora';

/**
 * The table is deleted under a running process and restored: all is told in time, and heals. Then it is replaced by an
 * empty one: that is said, and no world is made in it.
 */
export const attack: Attack = async ({ long }) => {
  const staleAfterSeconds = long ? 60 : 2;
  const settings = { LUNORA_STALE_AFTER_SECONDS: `${staleAfterSeconds}` };
  let proxy: Awaited<ReturnType<typeof startCuttableProxy>> | undefined;
  await using running = await startBehindProxy(settings, async (target) => {
    proxy = await startCuttableProxy(target);
    return proxy;
  });
  const { victim, create } = running;
  const { dynamodb } = running.aws;
  const live = await running.follow();

  async function untilLost(reason: string): Promise<number> {
    const lostAt = performance.now();
    await until(`not ready: ${reason}`, staleAfterSeconds + 15, async () =>
      (await readyz(victim)).reasons.join().includes(reason),
    );
    const after = Math.round((performance.now() - lostAt) / 100) / 10;
    await untilBoardReads(victim, live, true);
    return after;
  }

  // Nothing is appended between the copy and the deletion.
  proxy?.cut(true);
  const kept = await deleteTable(dynamodb);
  proxy?.cut(false);
  const deletedAfter = await untilLost('The table does not exist.');
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  if (TableNames.includes(TableName)) throw new Error('It was made anew.');

  await createTable(dynamodb, kept);
  await until('ready again', 60, async () => (await readyz(victim)).status === 200);
  await untilBoardReads(victim, live, false);
  await create('second');
  await until('it is told', 10, async () => {
    live[2]?.stale();
    return live[2]?.created.join() === 'second';
  });

  await deleteTable(dynamodb);
  await createTable(dynamodb, []);
  const emptiedAfter = await untilLost('it was emptied, or made anew');
  const { Item: head } = await dynamodb.send(
    new GetItemCommand({ TableName, Key: { pk: { S: 'HEAD' }, sk: { S: 'HEAD' } } }),
  );
  if (head) throw new Error('A log was begun in the empty table.');
  const { flow, channels, destinations } = await readBoard(victim);
  if (destinations.nodes.length !== 2) throw new Error('What was known is forgotten.');
  const ids = [[flow], channels.nodes, destinations.nodes].map((records) => records.map(({ id }) => id));
  for (const [index, follower] of live.entries()) follower.check(ids[index] ?? []);
  return {
    name: 'lost table',
    figures: {
      'stale after s (setting)': staleAfterSeconds,
      'not ready after s, deleted': deletedAfter,
      'not ready after s, emptied': emptiedAfter,
      reason: (await readyz(victim)).reasons.join(' '),
    },
  };
};

/** Queries and streams alike. */
async function untilBoardReads(
  victim: Victim,
  followers: readonly Follower[],
  stale: boolean,
): Promise<void> {
  await until(`all reads as stale: ${stale}`, 30, async () => {
    const board = await readBoard(victim);
    const queries = boardTypes.map((type) => staleOn(board)[type]);
    const streams = followers.map((follower) => follower.stale());
    return board.system.aws.reachable !== stale && [...queries, ...streams].every((each) => each === stale);
  });
}

/** Returns what stood in it. */
async function deleteTable(client: Dynamodb): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  await client.send(new DeleteTableCommand({ TableName }));
  return items;
}

/** The head comes last, as a restored table is there as a whole. */
async function createTable(client: Dynamodb, items: readonly Item[]): Promise<void> {
  const isHead = ({ pk }: Item) => pk?.S === 'HEAD';
  const keys = ['pk', 'sk'] as const;
  await until('the table is made', 10, () =>
    client
      .send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: keys.map((AttributeName, index) => ({
            AttributeName,
            KeyType: index ? 'RANGE' : 'HASH',
          })),
        }),
      )
      .then(
        () => true,
        () => false,
      ),
  );
  for (const Item of [...items.filter((item) => !isHead(item)), ...items.filter(isHead)])
    await until('it is written', 10, () =>
      client.send(new PutItemCommand({ TableName, Item })).then(
        () => true,
        () => false,
      ),
    );
}
