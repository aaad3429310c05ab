import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor } from '../../../src/domain/cursor.ts';
import type { Role } from '../../../src/domain/records.ts';
import type { Message, Messages } from '../../_kit/messages.ts';
import { putOutput, removeOutput } from '../../pubsub/outputs.ts';
import { startFollowed } from './followers.ts';

const flows = ['flow-a', 'flow-b', 'flow-c', 'flow-d'];
/** Found in everything of a flow and nowhere else. */
const secretOf = (flow: string) => `planted-secret-of-${flow}`;
const roles: Role[] = ['VIEWER', 'OPERATOR', 'ADMIN'];

const fields = [
  'name',
  'role',
  'flows',
  'me',
  'later',
  'beside',
  'besideLater',
  'breaks',
  'echo(text: $text)',
  'echoed: echo(text: "same")',
];
const questionOf = (text: string) =>
  fc.record({
    selected: fc.subarray(fields, { maxLength: 4 }),
    variables: fc.record({
      text: fc.constant(text),
      flowId: fc.option(fc.constantFrom(...flows), { freq: 2 }),
      ids: fc.option(fc.subarray(flows.map((flow) => `${flow} 1`)), { freq: 2 }),
    }),
  });
/** Two at a time, so that many ask the same. */
const questions = fc.tuple(questionOf('text one'), questionOf('text two'));
const subscriber = fc.record({
  role: fc.constantFrom(...roles),
  flowIds: fc.option(fc.subarray(flows)),
  question: fc.constantFrom(0 as const, 1 as const),
  /** Over an event stream instead of a socket. */
  streams: fc.boolean(),
});
const changes = fc.array(
  fc.record({ flow: fc.constantFrom(...flows), n: fc.integer({ min: 1, max: 2 }), gone: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

const documentOf = (selected: string[]) =>
  `subscription ($after: String, $flowId: String, $ids: [String!], $text: String) {
    output(after: $after, flowId: $flowId, ids: $ids) { kind id cursor ${selected.join(' ')} echoing: echo(text: $text) }
  }`;
/** Ids of requests differ, also between two who are told the same. */
const plain = ({ data, errors }: Message) =>
  JSON.stringify({ data, errors }, (key, value: unknown) => (key === 'requestId' ? 'id' : value));
const outputOf = (message: Message) =>
  message.data?.['output'] as { kind: string; id: string | null; cursor: string } | undefined;
const positionOf = (message: Message) => decodeCursor(outputOf(message)?.cursor ?? '')?.position;

it('tells everybody what they would be told alone, and nobody a byte of another scope', async () => {
  await using edge = await startFollowed({ socketsPerToken: 10_000 });
  for (const flow of flows) await edge.store.change(putOutput(`standing ${flow}`, flow, secretOf(flow)));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      questions,
      fc.array(subscriber, { minLength: 2, maxLength: 8 }),
      changes,
      async (asked, all, course) => {
        run += 1;
        const opened: {
          messages: Messages & { stop(): void };
          token: string;
          query: string;
          variables: object;
        }[] = [];
        for (const [n, { role, flowIds, question, streams }] of all.entries()) {
          const { selected, variables } = asked[question];
          const token = `fake-${run}-${n}`;
          await edge.keepToken(token, { name: `name-of-${n}`, role, flowIds });
          const query = documentOf(selected);
          const messages = streams
            ? await edge.stream(query, variables, token)
            : edge.socket(token).subscribe(query, variables);
          await messages.next((message) => outputOf(message)?.kind === 'BOOKMARK');
          opened.push({ messages, token, query, variables });
        }
        const begin = opened.map(({ messages }) => outputOf(messages.all.at(-1) ?? {})?.cursor);
        for (const { flow, n, gone } of course) {
          const id = `${flow} ${n}`;
          await edge.store.change(gone ? removeOutput(id) : putOutput(id, flow, `${secretOf(flow)} ${run}`));
        }
        // The end, for each flow: everybody who sees any hears of it.
        const endsAt = new Map<string, number>();
        for (const flow of flows) {
          await edge.store.change(putOutput(`${flow} 1`, flow, `${secretOf(flow)} ends ${run}`));
          endsAt.set(flow, edge.store.state.position);
        }

        for (const [n, { messages, token, query, variables }] of opened.entries()) {
          const { flowIds, question } = all[n] as (typeof all)[number];
          const { variables: wanted } = asked[question];
          const allowed = flows.filter((flow) => flowIds === null || flowIds.includes(flow));
          const seen = allowed.filter(
            (flow) =>
              (wanted.flowId === null || wanted.flowId === flow) &&
              (wanted.ids === null || wanted.ids.includes(`${flow} 1`)),
          );
          // The same place, resumed: from the log, by itself.
          const alone = edge.socket(token).subscribe(query, { ...variables, after: begin[n] });
          const told = (from: Messages) =>
            from.all.filter((message) => !['SNAPSHOT', 'BOOKMARK'].includes(outputOf(message)?.kind ?? ''));
          const last = seen.at(-1);
          for (const from of last === undefined ? [] : [alone, messages]) {
            await from.next((message) => positionOf(message) === endsAt.get(last ?? ''));
          }
          expect(told(messages).map(plain)).toEqual(told(alone).map(plain));
          const bytes = messages.all.map(plain).join();
          const shown = query.includes('beside') ? allowed : seen;
          for (const flow of flows) if (!shown.includes(flow)) expect(bytes).not.toContain(secretOf(flow));
          for (const other of opened.keys()) if (other !== n) expect(bytes).not.toContain(`name-of-${other}`);
          if (wanted.text !== 'text one') expect(bytes).not.toContain('text one');
          expect(bytes).not.toContain('internal detail');
          alone.stop();
        }
        for (const { messages } of opened) messages.stop();
      },
    ),
    { numRuns: 20 },
  );
  const { group } = await edge.executions();
  expect(group).toBeGreaterThan(50);
}, 60_000);
