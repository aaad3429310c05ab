import { randomUUID } from 'node:crypto';
import type { Message } from '../_kit/messages.ts';
import { startTestApp, type TestAppOptions } from '../_kit/start-app.ts';

export const changes = /* GraphQL */ `
  subscription Follow($after: Cursor) {
    destinationChanged(after: $after) {
      kind cursor recordId
      destination { id name status stale billing reason: statusReason { code suggestedAction } health { source encoder delivery } channel { state } }
    }
  }
`;

const fields =
  'destination { id version status desiredState pendingChanges } userErrors { code path message }';

export interface Change {
  kind: string;
  cursor: string;
  recordId: string | null;
  destination: {
    id: string;
    name: string;
    status: string;
    stale: boolean;
    billing: boolean;
    reason: { code: string; suggestedAction: string | null } | null;
    health: { source: string; encoder: string; delivery: string };
    channel: { state: string } | null;
  } | null;
}

interface Payload {
  destination: { id: string; version: number; status: string; pendingChanges: boolean } | null;
  userErrors: { code: string; path: string[] | null; message: string }[];
}

export const changeOf = (message: Message): Change => message.data?.['destinationChanged'] as Change;

/** An operator at a running app: creates, starts, follows. Whatever is refused throws. */
export async function startOperator(options: TestAppOptions = {}) {
  const app = await startTestApp(options);

  async function mutate(field: string, type: string, input: object): Promise<Payload> {
    const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) { ${fields} } }`;
    const { result } = await app.query<{ result: Payload }>(query, { input });
    if (result.userErrors.length > 0) throw new Error(JSON.stringify(result.userErrors));
    return result;
  }

  async function create(input: object): Promise<string> {
    const { destination } = await mutate('createDestination', 'CreateDestinationInput', input);
    if (!destination) throw new Error('Nothing was created.');
    return destination.id;
  }

  return {
    ...app,
    get app() {
      return app.app;
    },
    mutate,
    create,
    youtube: (name: string, more: object = {}) =>
      create({ name, platform: 'YOUTUBE', streamKey: `fake-${randomUUID()}`, ...more }),
    /** RTMP to a place of its own, so that a platform can refuse it alone. */
    custom: (name: string, url: string) =>
      create({ name, platform: 'CUSTOM', url, streamKey: `fake-${randomUUID()}` }),
    srt: (name: string) =>
      create({ name, platform: 'CUSTOM', deliveryMode: 'FLOW_OUTPUT', url: 'srt://receiver.example:7001' }),
    start: (id: string, more: object = {}) =>
      mutate('startDestination', 'StartDestinationInput', { id, ...more }),
    stop: (id: string) => mutate('stopDestination', 'StopDestinationInput', { id }),
    remove: (id: string) => mutate('deleteDestination', 'DeleteDestinationInput', { id }),
    /** Follows all destinations from here, past the snapshot. */
    async follow(after: string | null = null) {
      const messages = app.subscribe(changes, after ? { after } : {});
      const first: Change[] = [];
      if (!after) {
        for (;;) {
          const change = changeOf(await messages.next());
          first.push(change);
          if (change.kind === 'BOOKMARK') break;
        }
      }
      const looked = new Map<string, number>();
      /** The next change of this destination for which `holds`, after the one handed out before for it. */
      async function until(id: string, holds: (change: Change) => boolean): Promise<Change> {
        for (let i = looked.get(id) ?? 0; ; i += 1) {
          while (i >= messages.all.length) await messages.next();
          const change = changeOf(messages.all[i] as Message);
          looked.set(id, i + 1);
          if (change.recordId === id && holds(change)) return change;
        }
      }
      return {
        first,
        messages,
        all: () => messages.all.map(changeOf),
        until,
        untilStatus: (id: string, status: string) =>
          until(id, ({ destination }) => destination?.status === status),
        stop: () => messages.stop(),
      };
    },
    /** Resolves once a look has recorded that the seeded flow's source is there. */
    async ready(): Promise<void> {
      const query = 'subscription { flowChanged { kind flow { source { connected } } } }';
      const messages = app.subscribe(query);
      await messages.next((message) => {
        const change = message.data?.['flowChanged'] as {
          flow: { source: { connected: boolean } | null } | null;
        };
        return change.flow?.source?.connected === true;
      });
      messages.stop();
    },
  };
}

export type Operator = Awaited<ReturnType<typeof startOperator>>;
