/** Asks the same over and over, on plain sockets, so that it is the server that is measured. */
import { answerParent } from '../answer-parent.ts';
import { openAsker } from './open-asker.ts';

interface RunArgs {
  url: string;
  authorization: string;
  query: string;
  connections: number;
  forMs: number;
}

answerParent({
  /** How many answers came over `connections`, each asking again as soon as it was answered. */
  async run({ url, authorization, query, connections, forMs }: RunArgs) {
    const body = JSON.stringify({ query });
    const { hostname, port } = new URL(url);
    const head = [
      'POST /graphql HTTP/1.1',
      `Host: ${hostname}:${port}`,
      'Content-Type: application/json',
      'Accept: application/json',
      `Authorization: ${authorization}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    const askers = await Promise.all(
      Array.from({ length: connections }, () => openAsker(hostname, Number(port))),
    );
    const startedAt = performance.now();
    const counts = await Promise.all(
      askers.map(async (asker) => {
        let answers = 0;
        while (performance.now() - startedAt < forMs) {
          await asker.ask(request);
          answers += 1;
        }
        asker.close();
        return answers;
      }),
    );
    return counts.reduce((sum, each) => sum + each, 0);
  },
});
