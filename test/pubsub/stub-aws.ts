import { AwsError } from '../../src/aws/aws-error.ts';
import type { MediaConnect, SourceMetadata } from '../../src/aws/media-connect.ts';
import type { MediaLive } from '../../src/aws/media-live.ts';
import type { Clock } from '../../src/clock.ts';
import type { SeenAlert, SeenChannel, SeenFlow, SeenInput } from '../../src/domain/aws.ts';

/** An AWS of plain maps that counts its calls, and fails or hangs where told. */
export function createStubAws(clock: Clock) {
  const channels = new Map<string, SeenChannel>();
  const inputs = new Map<string, SeenInput>();
  const flows = new Map<string, SeenFlow>();
  const alerts = new Map<string, SeenAlert[]>();
  const sources = new Map<string, SourceMetadata>();
  const calls: { at: number; operation: string; about: string }[] = [];
  /** By operation, or by operation and what it is about: `DescribeFlow arn:…`. */
  const failing = new Set<string>();
  const hanging = new Set<string>();
  /** How long (ms) an operation takes to answer. */
  const slow = new Map<string, number>();
  /** Left out by List although it is there. */
  const unlisted = new Set<string>();
  /** What List still shows of a channel. */
  const lagging = new Map<string, SeenChannel>();

  async function call<T>(operation: string, about: string, answer: () => T): Promise<T> {
    calls.push({ at: clock.now(), operation, about });
    const names = [operation, `${operation} ${about}`, '*'];
    if (names.some((name) => hanging.has(name))) await new Promise(() => {});
    const lateMs = slow.get(operation);
    if (lateMs) await new Promise<void>((resolve) => void clock.after(lateMs, resolve));
    if (names.some((name) => failing.has(name))) {
      throw new AwsError('UNREACHABLE', operation, `${operation} got no answer.`);
    }
    return answer();
  }

  const mediaLive: Partial<MediaLive> = {
    listChannels: () =>
      call('ListChannels', '', () =>
        [...channels.values()]
          .filter(({ id }) => !unlisted.has(id))
          .map((channel) => lagging.get(channel.id) ?? channel),
      ),
    listInputs: () =>
      call('ListInputs', '', () => [...inputs.values()].filter(({ id }) => !unlisted.has(id))),
    describeChannel: (id) => call('DescribeChannel', id, () => channels.get(id) ?? null),
    describeInput: (id) => call('DescribeInput', id, () => inputs.get(id) ?? null),
    listAlerts: (id) => call('ListAlerts', id, () => alerts.get(id) ?? []),
  };
  const mediaConnect: Partial<MediaConnect> = {
    listFlows: () => call('ListFlows', '', () => [...flows.values()].map(({ arn, name }) => ({ arn, name }))),
    describeFlow: (arn) => call('DescribeFlow', arn, () => flows.get(arn) ?? null),
    describeSource: (arn) =>
      call(
        'DescribeFlowSourceMetadata',
        arn,
        () => sources.get(arn) ?? { connected: true, bitrate: null, format: null },
      ),
  };
  return {
    ...{ channels, inputs, flows, alerts, sources, calls, failing, hanging, slow, unlisted, lagging },
    mediaLive: mediaLive as MediaLive,
    mediaConnect: mediaConnect as MediaConnect,
    count: (operation: string) => calls.filter((each) => each.operation === operation).length,
  };
}
