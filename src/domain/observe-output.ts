import type { SeenOutput } from './aws.ts';
import { put, remove } from './change.ts';
import { type Decision, nothing } from './decision.ts';
import { healthOfOutput, heardBefore, stillHeard } from './heard.ts';
import { isOutdated, type Look } from './observe-belief.ts';
import { awsEvent, fieldChanges, type Subject, sentence } from './observe-event.ts';
import type { Output } from './records.ts';
import { sameValue } from './same-value.ts';
import type { State } from './state.ts';

/** What one look at a flow changes in one of its outputs. `seen` is null when the flow no longer has it. */
export function observeOutput(
  state: State,
  flowId: string,
  id: string,
  seen: SeenOutput | null,
  look: Look,
  { installationId }: { installationId: string },
  now: string,
): Decision<void> {
  const before = state.get('output', id);
  const acted = before?.acted;
  if (isOutdated(acted, look)) return nothing(undefined);
  if (!seen) return before ? outputGone(state, before, now) : nothing(undefined);

  const on = seen.enabled && state.get('flow', flowId)?.state === 'ACTIVE';
  const heard = stillHeard(before?.heard, acted ?? null, now);
  const after: Output = {
    ...seen,
    id,
    flowId,
    managedBy: managerOf(seen, installationId),
    health: healthOfOutput(on, heard),
    // What was heard before it was seen off says nothing of its next run.
    heard: !on && heard && heardBefore(heard, look.startedAt) ? null : heard,
    acted: acted ?? null,
    ...(before?.linked !== undefined && { linked: before.linked }),
  };
  if (before && sameValue(before, after)) return nothing(undefined);
  const told = fieldChanges(before ? shownFields(before) : {}, shownFields(after));
  return {
    changes: [put(state, 'output', after)],
    events:
      told.length === 0
        ? []
        : [awsEvent(outputSubject(after), sentence(outputTitle(after), told), told, now)],
    value: undefined,
  };
}

function managerOf({ mediaLiveInputArn, name }: SeenOutput, installationId: string): Output['managedBy'] {
  if (mediaLiveInputArn !== null) return 'MEDIALIVE';
  return name.startsWith(`lunora-${installationId}-`) ? 'LUNORA' : 'OTHER';
}

function outputGone(state: State, before: Output, now: string): Decision<void> {
  const changes = [{ field: 'status', from: statusOf(before), to: null }];
  return {
    changes: [remove(state, 'output', before)],
    events: [awsEvent(outputSubject(before), `${outputTitle(before)} is gone from its flow.`, changes, now)],
    value: undefined,
  };
}

const statusOf = ({ enabled }: Output) => (enabled ? 'ENABLED' : 'DISABLED');

export const outputTitle = ({ name }: Output): string => `Output ${name}`;

export const outputSubject = (output: Output): Subject => ({
  kind: 'OUTPUT_CHANGED',
  type: 'FlowOutput',
  id: output.id,
  name: output.name,
  flowId: output.flowId,
});

const shownFields = (output: Output): Record<string, string | null> => ({
  status: statusOf(output),
  destination: output.destination,
  port: output.port === null ? null : String(output.port),
  listenerAddress: output.listenerAddress,
});
