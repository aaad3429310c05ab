import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeFlowCommand } from '@aws-sdk/client-mediaconnect';
import { ListChannelsCommand } from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classify } from '../../src/aws/classify.ts';
import { createClients } from '../../src/aws/create-clients.ts';

describe('the clients, in front of an AWS that never answers', () => {
  let received = 0;
  const server = createServer(() => {
    received += 1;
  });
  let endpoint = '';

  beforeEach(async () => {
    received = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['mediaLive', 3],
    ['mediaConnect', 3],
    ['mediaConnectOnce', 1],
  ] as const)('%s gives up, after %i attempts', async (name, attempts) => {
    const clients = createClients({
      local: { mediaLive: endpoint, mediaConnect: endpoint },
      requestTimeoutMs: 100,
    });
    const call =
      name === 'mediaLive'
        ? clients.mediaLive.send(new ListChannelsCommand({}))
        : clients[name].send(new DescribeFlowCommand({ FlowArn: 'arn' }));
    const error = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(classify(error)).toBe('UNREACHABLE');
    expect(received).toBe(attempts);
    clients.close();
  });
});
