import { graphql } from 'graphql';
import { put } from '../../../src/domain/change.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { findConsequences } from '../../../src/domain/find-consequences.ts';
import type { Change, Entry } from '../../../src/domain/log.ts';
import { seedPresets } from '../../../src/domain/presets.ts';
import type { Flow, Records, RecordType } from '../../../src/domain/records.ts';
import { createRedactor } from '../../../src/domain/redaction/create-redactor.ts';
import { rememberKeys } from '../../../src/remember-keys.ts';
import { type ContextDeps, createContext, type Viewer } from '../../../src/resolvers/context.ts';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { schema } from '../../../src/schema/index.ts';
import { createSecrets } from '../../../src/secrets.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { createMemoryTable } from '../../../src/store/memory-table.ts';
import type { Store } from '../../../src/store/store.ts';
import { createManualClock } from '../../_kit/manual-clock.ts';
import { flow } from '../../domain/commands/ask.ts';
import { flowArn } from '../../domain/seen.ts';

export const otherFlowArn = `${flowArn}-other`;
export const operator: Viewer = { name: 'ann', role: 'OPERATOR', tokenId: 'token-ann', flowIds: null };
export const admin: Viewer = { ...operator, name: 'root', role: 'ADMIN', tokenId: null };
export const plainKey = 'abcd-1234-efgh-5678';

export interface UserErrorData {
  code: string;
  path: string[] | null;
}
export interface DestinationData {
  id: string;
  name: string;
  desiredState: string;
  status: string;
  version: number;
  url: string | null;
  streamKey: { fingerprint: string; version: number } | null;
}
export interface DestinationAnswer {
  destination: DestinationData | null;
  userErrors: UserErrorData[];
}

const errors = 'userErrors { code message path }';
const destination = `id name desiredState status version url streamKey { fingerprint version }`;
/** What is asked of each mutation's answer. */
const selections: Record<string, string> = {
  DestinationPayload: `{ destination { ${destination} } ${errors} }`,
  BulkPayload: `{ results { destinationId destination { ${destination} } ${errors} } ${errors} }`,
  PresetPayload: `{ preset { id name width version builtIn } ${errors} }`,
  FlowPayload: `{ flow { id state } ${errors} }`,
  ChannelPayload: `{ channel { id state } ${errors} }`,
  SyncPayload: `{ observedAt ${errors} }`,
  CreateTokenPayload: `{ tokenId token ${errors} }`,
  RevokeTokenPayload: `{ tokenId ${errors} }`,
};

/** The schema, the real store in memory and real secrets, without a server and without an engine. */
export async function openMutations() {
  const clock = createManualClock();
  const real = await createStore({ table: createMemoryTable(), clock, consequences: findConsequences });
  const entries: Entry[] = [];
  real.onEntry((entry) => entries.push(entry));
  const secrets = createSecrets(Buffer.alloc(32, 7));
  const redactor = createRedactor();
  rememberKeys(real, secrets, redactor.hold, console);
  let made = 0;
  const next = () => {
    made += 1;
    return made;
  };
  let looks = 0;
  const holder: { store: Store } = { store: real };

  const deps = (): ContextDeps => ({
    store: holder.store,
    clock,
    settings: {
      defaultFlowId: null,
      primaryChannelId: null,
      playbackUrl: null,
      emulated: true,
      version: '1.2.3',
      quotas: { channels: 5, pushInputs: 5 },
    },
    sealKey: secrets.sealKey,
    streamIds: secrets.streamIds,
    redact: redactor.redact,
    hide: redactor.remember,
    hash: secrets.hash,
    newId: () => `id-${next()}`,
    newToken() {
      const made = next();
      return { token: `lunora_${made}_secret`, hash: `hash-${made}` };
    },
    lookNow: () => {
      looks += 1;
    },
    leads: () => true,
  });

  async function keep<T extends RecordType>(type: T, record: Records[T]) {
    await real.change((state) => ({
      changes: [put(state, type, record) as Change],
      events: [],
      value: null,
    }));
  }

  async function ask(source: string, variables: Record<string, unknown>, viewer: Viewer) {
    return graphql({
      schema,
      source,
      variableValues: variables,
      contextValue: createContext(deps(), viewer, 'request-1'),
    });
  }

  /** Runs one mutation and answers with its payload. @throws the code of a GraphQL error. */
  async function run<A = DestinationAnswer>(
    name: string,
    input: Record<string, unknown>,
    viewer: Viewer = operator,
  ): Promise<A> {
    const field = schema.getMutationType()?.getFields()[name];
    const inputType = String(field?.args[0]?.type);
    const selection = selections[String(field?.type).replace('!', '')];
    const source = `mutation ($input: ${inputType}) { ${name}(input: $input) ${selection} }`;
    const { data, errors: thrown } = await ask(source, { input }, viewer);
    const cause = thrown?.[0]?.originalError;
    if (thrown?.[0]) throw cause instanceof DomainError ? new Error(cause.code) : thrown[0];
    return JSON.parse(JSON.stringify(data?.[name])) as A;
  }

  await real.change(seedPresets);
  const demo: Flow = flow();
  await keep('flow', demo);
  await keep('flow', { ...demo, id: otherFlowArn, arn: otherFlowArn, name: 'other' });

  return {
    clock,
    entries,
    keep,
    run,
    ask,
    holder,
    store: real,
    looks: () => looks,
    create: (more: Record<string, unknown> = {}, viewer: Viewer = operator) =>
      run(
        'createDestination',
        {
          name: 'Main stage',
          platform: 'YOUTUBE',
          streamKey: plainKey,
          flowId: encodeId('Flow', flowArn),
          ...more,
        },
        viewer,
      ),
    /** Everything anyone could ever read: the log, entry by entry. */
    wholeLog: () => JSON.stringify(entries),
  };
}

export const codes = (answer: { userErrors: UserErrorData[] }) => answer.userErrors.map(({ code }) => code);
