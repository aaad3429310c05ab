import type { LogEvent } from '../log.ts';
import { fieldChanges } from '../observe-event.ts';
import type { Preset } from '../records.ts';
import type { Caller } from './caller.ts';
import { callerEvent } from './caller-event.ts';

/** Tells what became of a preset; null before it was made, and after it was deleted. */
export function presetEvent(
  caller: Caller,
  before: Preset | null,
  after: Preset | null,
  now: string,
): LogEvent {
  const preset = after ?? before;
  const done = before === null ? 'created' : after === null ? 'deleted' : 'changed';
  return callerEvent(
    caller,
    {
      kind: 'PRESET_CHANGED',
      subject: {
        subjectType: 'Preset',
        subjectId: preset?.id ?? null,
        subjectName: preset?.name ?? null,
        flowId: null,
      },
      message: `Preset ${preset?.name} was ${done}.`,
      changes: fieldChanges(words(before), words(after)),
    },
    now,
  );
}

function words(preset: Preset | null): Record<string, string | null> {
  if (!preset) return {};
  const { name, width, height, framesPerSecond, videoBitrate, audioBitrate } = preset;
  return {
    name,
    width: `${width}`,
    height: `${height}`,
    framesPerSecond: `${framesPerSecond}`,
    videoBitrate: `${videoBitrate}`,
    audioBitrate: `${audioBitrate}`,
  };
}
