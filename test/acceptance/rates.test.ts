import { expect, it } from 'vitest';
import { startOperator } from './operator.ts';

interface Costs {
  flows: { nodes: { costPerHour: { amount: string; currency: string; estimate: boolean } }[] };
  destination: {
    costPerHour: { amount: string };
    sessions: { nodes: { cost: { amount: string } | null }[] };
  };
}
const costs = /* GraphQL */ `
  query Costs($id: ID!) {
    flows { nodes { costPerHour { amount currency estimate } } }
    destination(id: $id) { costPerHour { amount } sessions(first: 1) { nodes { cost { amount } } } }
  }
`;

it('tells what everything costs by the rates of its installation', async () => {
  const rates = { flow: 1.5, inputHd: 2, outputHd: 4, singlePipelineShare: 1, egressPerGb: 0, idleInput: 0 };
  await using operator = await startOperator({
    settings: { LUNORA_RATES: JSON.stringify({ ...rates, idleChannel: 0.25, minimumRunMinutes: 30 }) },
  });
  const id = await operator.custom('stage', 'rtmp://receiver.example/live');
  const following = await operator.follow();

  await operator.start(id);
  await following.untilStatus(id, 'RUNNING');
  const running = await operator.query<Costs>(costs, { id });
  expect(running.flows.nodes).toEqual([
    { costPerHour: { amount: '1.5000', currency: 'USD', estimate: true } },
  ]);
  expect(running.destination.costPerHour.amount).toBe('6.0000');

  await operator.stop(id);
  await following.untilStatus(id, 'IDLE');
  const idle = await operator.query<Costs>(costs, { id });
  expect(idle.destination.costPerHour.amount).toBe('0.2500');
  // Half an hour is charged for any run, however short.
  expect(idle.destination.sessions.nodes).toEqual([{ cost: { amount: '3.0000' } }]);
});
