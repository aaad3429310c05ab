/** The limit: one text to every socket with `ws.send(string)`, and nothing else. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../answer-parent.ts';
import { measureSelf } from '../measure-self.ts';
import { loadPeer } from './load-peer.ts';

const { WebSocketServer } = loadPeer<typeof import('ws')>('ws');
let broadcast: () => void = () => {};

answerParent({
  ...measureSelf,
  /** Sends `text` with every publication: the bytes that Lunora sends. */
  async start({ text }: { text: string }) {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    broadcast = () => {
      for (const socket of server.clients) socket.send(text);
    };
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  publish: () => broadcast(),
});
