import type { Operation } from '../service.ts';
import type { World } from '../world.ts';
import { findChannel } from './channel-record.ts';
import { placeOf } from './operation-places.ts';
import { page } from './page.ts';
import { badRequest } from './refusals.ts';

export function listAlertsOperation(world: World): Operation {
  return {
    ...placeOf('ListAlerts'),
    query: ['maxResults', 'nextToken', 'stateFilter'],
    handle({ params, query }) {
      const channel = findChannel(world, params['ChannelId'], 'describe');
      const filter = query.get('stateFilter') ?? 'SET';
      if (filter !== 'SET' && filter !== 'CLEARED' && filter !== 'ALL') {
        throw badRequest('stateFilter must be one of SET, CLEARED, ALL.');
      }
      const wanted = channel.alerts.filter(({ state }) => filter === 'ALL' || state === filter);
      const { items, nextToken } = page(wanted, query, world.account.settings.undocumented.pageSize);
      const alerts = items.map(({ number: _, clearedTimestamp, ...alert }) => ({
        ...alert,
        ...(clearedTimestamp !== null && { clearedTimestamp }),
      }));
      return { status: 200, body: { alerts, nextToken } };
    },
  };
}
