import type { EventKind, FieldChange, LogEvent } from './log.ts';
import { shortened } from './shortened.ts';

export interface Subject {
  kind: EventKind;
  type: NonNullable<LogEvent['subjectType']>;
  id: string;
  name: string | null;
  flowId: string | null;
}

/** Tells people what AWS, or someone in its console, did. */
export function awsEvent(subject: Subject, message: string, changes: FieldChange[], now: string): LogEvent {
  return {
    at: now,
    actor: 'aws',
    actorType: 'AWS',
    requestId: null,
    kind: subject.kind,
    subjectType: subject.type,
    subjectId: subject.id,
    subjectName: subject.name,
    flowId: subject.flowId,
    message,
    changes: shortened(changes),
  };
}

/** The fields whose words differ. A field absent on one side is null there. */
export function fieldChanges(
  before: Readonly<Record<string, string | null>>,
  after: Readonly<Record<string, string | null>>,
): FieldChange[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].flatMap((field) => {
    const from = before[field] ?? null;
    const to = after[field] ?? null;
    return from === to ? [] : [{ field, from, to }];
  });
}

/** e.g. `Channel main is RUNNING (was STARTING), pipelinesRunning 0 → 1.` */
export function sentence(thing: string, changes: readonly FieldChange[]): string {
  const said = changes.map(({ field, from, to }) =>
    field === 'state'
      ? `is ${to}${from === null ? '' : ` (was ${from})`}`
      : `${field} ${from ?? 'none'} → ${to ?? 'none'}`,
  );
  return `${thing} ${said.join(', ')}.`;
}
