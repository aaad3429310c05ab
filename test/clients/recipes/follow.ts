import type { Client, FormattedExecutionResult, Sink, SubscribePayload } from 'graphql-ws';

type Result = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** What each …Changed subscription selects beside its record. */
interface Change {
  kind: 'SNAPSHOT' | 'BOOKMARK' | 'CREATED' | 'UPDATED' | 'DELETED' | 'RESYNC';
  cursor: string;
  recordId: string | null;
}

/**
 * Follows a …Changed subscription over every drop. `listed`: the ids of the list it goes on from. What a snapshot no longer
 * names is passed on as DELETED, so a store has to put and to remove, and nothing else.
 */
export function follow(
  client: Client,
  { query, variables = {}, ...rest }: SubscribePayload,
  sink: Pick<Sink<Result>, 'next' | 'error' | 'complete'>,
  listed: Iterable<string> = [],
): () => void {
  const ids = new Set(listed);
  let after = (variables?.['after'] ?? null) as string | null;
  let last: Change['kind'] | null = null;
  let named: Set<string> | null = null;

  const next = (result: Result) => {
    const [field, change] = Object.entries(result.data ?? {})[0] as [string, Change];
    const id = change.recordId;
    after = change.cursor;
    last = change.kind;
    if (change.kind === 'RESYNC') named = new Set();
    if (change.kind === 'SNAPSHOT') named?.add(id ?? '');
    if (change.kind === 'DELETED') ids.delete(id ?? '');
    else if (id) ids.add(id);
    sink.next(result);
    if (change.kind !== 'BOOKMARK' || !named) return;
    for (const gone of [...ids].filter((known) => !named?.has(known))) {
      ids.delete(gone);
      sink.next({ data: { [field]: { ...change, kind: 'DELETED', recordId: gone } } });
    }
    named = null;
  };

  const resuming = {
    ...variables,
    // Read whenever graphql-ws subscribes: a snapshot begins, or begins again where it was cut off.
    get after() {
      named = after === null || last === 'SNAPSHOT' || last === 'RESYNC' ? new Set() : null;
      return after;
    },
  };
  return client.subscribe<Record<string, unknown>>(
    { ...rest, query, variables: resuming },
    {
      next: (result) => (result.data ? next(result) : sink.next(result)),
      error: (error) => sink.error(error),
      complete: () => sink.complete(),
    },
  );
}
