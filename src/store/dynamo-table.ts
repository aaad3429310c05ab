import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionExpression } from './condition-expression.ts';
import type { Item, Key, Table } from './table.ts';
import { Turns } from './turns.ts';
import { UnavailableError } from './unavailable-error.ts';

interface DynamoTableOptions {
  client: DynamoDBClient;
  tableName: string;
  /** Bound on one verb with all the SDK's retries, from when it has a connection; what it asked for may still happen after. */
  timeoutMs?: number;
  /** Connections of the client. Verbs take turns for them here, so that none waits for one inside the SDK. */
  maxSockets?: number;
}

/** Connections of an SDK client that is not told otherwise. */
const defaultMaxSockets = 50;

/**
 * The store's table in DynamoDB, or in anything that speaks its protocol.
 * @throws UnavailableError from every verb when the table does not answer.
 */
export function createDynamoTable({
  client,
  tableName,
  timeoutMs = 5_000,
  maxSockets = defaultMaxSockets,
}: DynamoTableOptions): Table {
  const TableName = tableName;
  const sockets = new Turns({ atOnce: maxSockets });

  /** Whatever hangs (the connection, the credentials), an answer or an error comes in time. */
  function soon<T>(send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    return sockets.run('', () => {
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const late = new Promise<never>((_resolve, reject) => {
        abortSignal.addEventListener('abort', () => reject(abortSignal.reason), { once: true });
      });
      return Promise.race([send({ abortSignal }), late]);
    });
  }

  async function describe() {
    try {
      return (
        (await soon((options) => client.send(new DescribeTableCommand({ TableName }), options))).Table ?? null
      );
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw unavailable(error);
    }
  }

  async function create(): Promise<void> {
    try {
      await soon((options) =>
        client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [
              { AttributeName: 'pk', AttributeType: 'S' },
              { AttributeName: 'sk', AttributeType: 'S' },
            ],
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'sk', KeyType: 'RANGE' },
            ],
          }),
          options,
        ),
      );
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw unavailable(error);
    }
  }

  async function written(send: Promise<unknown>): Promise<boolean> {
    try {
      await send;
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw unavailable(error);
    }
  }

  async function getBatch(keys: readonly Key[]): Promise<Item[]> {
    const found: Item[] = [];
    let asked: KeysAndAttributes | undefined = consistently({ Keys: keys.map((key) => marshall(key)) });
    for (let tries = 0; asked; tries += 1) {
      if (tries > 50)
        throw new UnavailableError('The table answers too little of what was asked. Try again.');
      const request: BatchGetItemCommand = new BatchGetItemCommand({ RequestItems: { [TableName]: asked } });
      const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await soon((options) =>
        client.send(request, options),
      ).catch(raise);
      found.push(...(Responses?.[TableName] ?? []).map(toItem));
      const left: KeysAndAttributes['Keys'] = UnprocessedKeys?.[TableName]?.Keys;
      asked = left?.length ? consistently({ Keys: left }) : undefined;
    }
    return found;
  }

  return {
    async prepare({ create: mayCreate } = { create: true }) {
      for (let tries = 0; tries < 120; tries += 1) {
        const table = await describe();
        if (!table && !mayCreate) return null;
        if (!table) await create();
        else if (table.TableStatus === 'ACTIVE' || table.TableStatus === 'UPDATING')
          return { tableId: table.TableId ?? '' };
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 25 * 2 ** tries)));
      }
      throw new UnavailableError(`The table ${tableName} did not become active.`);
    },
    async get(key) {
      const request = new GetItemCommand(consistently({ TableName, Key: marshall(key) }));
      const { Item } = await soon((options) => client.send(request, options)).catch(raise);
      return Item && toItem(Item);
    },
    async getMany(keys) {
      const batches: Promise<Item[]>[] = [];
      for (let i = 0; i < keys.length; i += 100) batches.push(getBatch(keys.slice(i, i + 100)));
      return (await Promise.all(batches)).flat();
    },
    put: (item, condition) =>
      written(
        soon((options) =>
          client.send(
            new PutItemCommand({ TableName, Item: marshall(item), ...conditionExpression(condition) }),
            options,
          ),
        ),
      ),
    update(key, set, condition) {
      const names = Object.keys(set);
      const expression = conditionExpression(condition, {
        names: Object.fromEntries(names.map((name, i) => [`#s${i}`, name])),
        values: Object.fromEntries(names.map((name, i) => [`:s${i}`, set[name]])),
      });
      const UpdateExpression = `SET ${names.map((_, i) => `#s${i} = :s${i}`).join(', ')}`;
      return written(
        soon((options) =>
          client.send(
            new UpdateItemCommand({ TableName, Key: marshall(key), UpdateExpression, ...expression }),
            options,
          ),
        ),
      );
    },
    remove: (key, condition) =>
      written(
        soon((options) =>
          client.send(
            new DeleteItemCommand({ TableName, Key: marshall(key), ...conditionExpression(condition) }),
            options,
          ),
        ),
      ),
    async query({ pk, after, newestFirst = false, limit, unless = {} }) {
      const beyond = after === undefined ? '' : ` AND sk ${newestFirst ? '<' : '>'} :after`;
      const left = Object.entries(unless);
      const request = new QueryCommand(
        consistently({
          TableName,
          KeyConditionExpression: `pk = :pk${beyond}`,
          ...(left.length > 0 && {
            FilterExpression: `NOT (${left.map((_, i) => `#u${i} = :u${i}`).join(' AND ')})`,
            ExpressionAttributeNames: Object.fromEntries(left.map(([name], i) => [`#u${i}`, name])),
          }),
          ExpressionAttributeValues: marshall({
            ':pk': pk,
            ...(after === undefined ? {} : { ':after': after }),
            ...Object.fromEntries(left.map(([, value], i) => [`:u${i}`, value])),
          }),
          ScanIndexForward: !newestFirst,
          ...(limit === undefined ? {} : { Limit: limit }),
        }),
      );
      const { Items = [], LastEvaluatedKey } = await soon((options) => client.send(request, options)).catch(
        raise,
      );
      return { items: Items.map(toItem), more: LastEvaluatedKey !== undefined };
    },
  };
}

/** Everything the store reads decides something, so no read is sent without passing here. */
const consistently = <T extends object>(input: T): T & { ConsistentRead: true } => ({
  ...input,
  ConsistentRead: true,
});

const toItem = (item: Parameters<typeof unmarshall>[0]): Item => unmarshall(item) as Item;

const unavailable = (error: unknown): UnavailableError =>
  error instanceof ResourceNotFoundException
    ? new UnavailableError(
        'The table does not exist. Restore it from a backup, or correct LUNORA_TABLE.',
        error,
      )
    : new UnavailableError(undefined, error);

function raise(error: unknown): never {
  throw unavailable(error);
}
