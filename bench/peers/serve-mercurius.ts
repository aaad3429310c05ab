/** Fastify with mercurius and its JIT, as their documentation sets them up, over plain records in memory. */
import { readFileSync } from 'node:fs';
import { answerParent } from '../answer-parent.ts';
import { measureSelf } from '../measure-self.ts';
import { tokenCounts } from '../token-counts.ts';
import { loadPeer } from './load-peer.ts';
import { type ListData, peerResolvers } from './peer-resolvers.ts';

/** The little of Fastify that is used here. */
interface App {
  register(plugin: unknown, options: object): App;
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply) => Promise<unknown>): App;
  listen(options: { host: string; port: number }): Promise<string>;
}
interface Request {
  headers: Record<string, string | undefined>;
}
interface Reply {
  code(status: number): { send(body: object): unknown };
}

const fastify = loadPeer<() => App>('fastify');
const mercurius = loadPeer<unknown>('mercurius');

answerParent({
  ...measureSelf,
  async start({ list }: { list: ListData }) {
    const app = fastify();
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (tokenCounts(headers['authorization'])) return undefined;
      return reply.code(401).send({ message: 'A token is needed.' });
    });
    app.register(mercurius, {
      schema: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
      resolvers: peerResolvers(list),
      jit: 1,
    });
    return app.listen({ host: '127.0.0.1', port: 0 });
  },
});
