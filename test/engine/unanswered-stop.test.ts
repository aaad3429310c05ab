import { expect, it } from 'vitest';
import type { Destination } from '../../src/domain/records.ts';
import { startControlPlane } from './control-plane.ts';

const srt = {
  ...({ deliveryMode: 'FLOW_OUTPUT', protocol: 'SRT_CALLER', url: 'srt://receiver.example:7001' } as const),
  ...{ presetId: null, streamKey: null },
};

it.each<[string, Partial<Destination>, { stop: string; look: string; start: string }]>([
  ['channel', {}, { stop: 'StopChannel', look: 'ListChannels', start: 'StartChannel' }],
  ['flow output', srt, { stop: 'UpdateFlowOutput', look: 'DescribeFlow', start: 'UpdateFlowOutput' }],
])(
  'starts a %s again that it stopped unanswered and unseen, and blames nobody else',
  async (_, patch, calls) => {
    await using plane = await startControlPlane();
    const id = await plane.create(patch);
    await plane.want(id, 'RUNNING');
    await plane.untilStatus(id, 'RUNNING');
    const { control } = plane.aws;
    await control('POST', '/faults', { operation: calls.look, kind: 'error' });
    await control('POST', '/faults', { operation: calls.stop, kind: 'lostAnswer' });
    await plane.want(id, 'STOPPED');
    await plane.until((state) => state.get('destination', id)?.work.failure);
    await plane.want(id, 'RUNNING');
    await plane.untilStatus(id, 'RUNNING');
    const starts = await plane.calls(calls.start);

    await control('DELETE', '/faults');
    const later = await plane.until((state) => {
      const destination = state.get('destination', id);
      if (destination?.condition.status === 'ERROR') return destination;
      return destination?.condition.ran && destination.work.begun && destination;
    });
    expect(later.condition).toMatchObject({ status: 'RUNNING', reason: null });
    expect(await plane.calls(calls.start)).toBe(starts + 1);
  },
);
