import { isDeed } from '../aws-call.ts';
import { flowOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'what Lunora did not make is never changed';

/** The primary channel, its input and its output; somebody else's; and what MediaLive manages. */
export function othersUntouched({ aws }: Sim): Invariant {
  const { account } = aws.world;
  const foreign = new Set([
    ...Object.keys(account.channels),
    ...Object.keys(account.inputs),
    ...flowOf(aws).outputs.map(({ arn }) => arn),
  ]);
  const configs = () =>
    JSON.stringify([
      Object.values(account.channels)
        .filter(({ id }) => foreign.has(id))
        .map(({ config, state }) => [config, state === 'RECOVERING' ? 'RUNNING' : state]),
      Object.values(account.inputs)
        .filter(({ id }) => foreign.has(id))
        .map(({ config, state }) => [config, state]),
      flowOf(aws)
        .outputs.filter(({ arn }) => foreign.has(arn))
        .map(({ config }) => config),
    ]);
  const before = configs();
  return {
    name,
    onSend(call) {
      if (!isDeed(call)) return;
      const { operation, params } = call;
      const target = params['ChannelId'] ?? params['InputId'] ?? params['OutputArn'] ?? '';
      const managed = flowOf(aws).outputs.some(
        ({ arn, config }) => arn === target && Boolean(config['mediaLiveInputArn']),
      );
      if (foreign.has(target) || managed)
        throw new Violation(name, `${call.process} sends ${operation} for ${target}.`);
    },
    atRest() {
      if (configs() !== before) throw new Violation(name, `It was ${before} and is ${configs()}.`);
    },
  };
}
