/**
 * The single-item verbs the store needs of a table with the string keys `pk` and `sk`. Every read is strongly
 * consistent. There are no transactions, no indexes and no expiry here, so that every kind of table behaves alike.
 *
 * A verb that throws may still have been carried out, now or later.
 */
export interface Table {
  /**
   * Waits until the table can be used; creates it when it is missing, unless `create` is false: null then. `tableId`
   * differs after a restore.
   */
  prepare(options?: { create: boolean }): Promise<{ tableId: string } | null>;
  get(key: Key): Promise<Item | undefined>;
  /** Those of the items that exist, in no order. Up to 100 keys are one request. */
  getMany(keys: readonly Key[]): Promise<Item[]>;
  /** Replaces the whole item. False when the condition does not hold. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  /** Sets these attributes and leaves the others as they are. False when the condition does not hold. */
  update(key: Key, set: Attributes, condition: Condition): Promise<boolean>;
  /** False when the condition does not hold; true also when there was nothing. */
  remove(key: Key, condition?: Condition): Promise<boolean>;
  /** Items of one `pk` by `sk`, strictly beyond `after` in the direction read. `more`: ask again after the last one. */
  query(args: QueryArgs): Promise<{ items: Item[]; more: boolean }>;
}

export interface Key {
  pk: string;
  sk: string;
}

export type Attributes = Record<string, string | number | boolean>;
export type Item = Key & Attributes;

/** `absent` speaks of the whole item; `equal` and `below` never hold for what is absent. */
export type Condition =
  | { is: 'absent' }
  | { is: 'equal'; to: Attributes }
  | { is: 'below' | 'absentOrBelow'; attribute: string; value: number };

export interface QueryArgs {
  pk: string;
  after?: string;
  newestFirst?: boolean;
  limit?: number;
  /** Items with all of these attributes are left out; they count for `limit` and `more`, so `limit` is not to be given with it. */
  unless?: Attributes;
}

/** Every item of one `pk`, page by page. */
export async function* queryAll(table: Pick<Table, 'query'>, args: QueryArgs): AsyncGenerator<Item> {
  for (let after = args.after; ; ) {
    const { items, more } = await table.query(after === undefined ? args : { ...args, after });
    yield* items;
    after = items.at(-1)?.sk;
    if (!more || after === undefined) return;
  }
}
