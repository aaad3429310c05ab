import type { Decide } from '../domain/decision.ts';
import type { AppendDeps } from './append.ts';
import { headKey, formatRequestKey as key } from './keys.ts';
import type { ProcessRegistry } from './process-registry.ts';
import { refuseRaise } from './refuse-raise.ts';
import { storageFormats } from './storage-format.ts';

interface RaiseDeps extends AppendDeps {
  processes: ProcessRegistry;
  change(decide: Decide<null>): Promise<null>;
}

/**
 * Answers a request to raise the format, if there is one and it can be told by now which processes run. Only the leader
 * calls it. The position in the condition fences a leader of before; the event that follows moves it on.
 */
export async function answerRaiseRequest({ table, fold, processes, change }: RaiseDeps): Promise<void> {
  const request = await table.get(key);
  const alive = processes.alive();
  if (request?.['answer'] !== '' || !alive) return;
  const wanted = Number(request['wanted']);
  await fold.catchUp();
  const refusal = refuseRaise({
    ...{ wanted, alive, current: fold.format, newest: storageFormats.newest },
    unknownWriters: processes.unknownWriters(),
    olderStopped: request['olderStopped'] === true,
  });
  if (refusal === null) {
    const expected = { incarnation: fold.incarnation, position: fold.position };
    // Another process appended meanwhile: the request is answered at the next heartbeat.
    if (!(await table.update(headKey, { format: wanted }, { is: 'equal', to: expected }))) return;
    await fold.catchUp();
    await change((_state, now) => ({ changes: [], events: [raised(wanted, now)], value: null }));
  }
  const asked = { id: String(request['id']), answer: '' };
  await table.update(
    key,
    { answer: refusal ?? `The table now has storage format ${wanted}.` },
    {
      is: 'equal',
      to: asked,
    },
  );
}

const raised = (format: number, at: string) => ({
  ...({ at, actor: 'engine', actorType: 'ENGINE', requestId: null, kind: 'SYSTEM' } as const),
  ...{ subjectType: null, subjectId: null, subjectName: null, flowId: null, changes: [] },
  message: `The storage format was raised to ${format}.`,
});
