import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperationFinder } from '../../emulator/find-operation.ts';
import { createMediaLive } from '../../emulator/medialive/create-media-live.ts';
import { routes } from '../../emulator/medialive/wire-schema.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';

/* What clients newer than those in this package send, over the wire. */

let emulator: Emulator;
let flow: string;
beforeAll(async () => {
  emulator = await startEmulator({ timeScale: 0 });
  const { undocumented } = emulator.world.account.settings;
  undocumented.mediaConnectThrottle = null;
  flow = `/v1/flows/${encodeURIComponent(emulator.seeded.flowArn)}`;
});
afterAll(() => emulator.close());

async function call(method: string, path: string, body?: object) {
  const answer = await fetch(`${emulator.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const read = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: answer.status, error: answer.headers.get('x-amzn-errortype'), body: read };
}

const tagsOf = async (arn: string) => (await call('GET', `/tags/${encodeURIComponent(arn)}`)).body['tags'];
const srt = { name: 'edge', protocol: 'srt-caller', destination: 'edge.example.net', port: 7_000 };
const source = { name: 'camera', protocol: 'srt-listener', ingestPort: 5_000, whitelistCidr: '10.0.0.0/8' };

describe('tags given at creation', () => {
  it('of a flow, its source and its output are kept', async () => {
    const { status, body } = await call('POST', '/v1/flows', {
      name: 'tagged',
      flowTags: { of: 'flow' },
      source: { ...source, sourceTags: { of: 'source' } },
      outputs: [{ ...srt, outputTags: { of: 'output' } }],
    });
    expect(status).toBe(201);
    const made = body['flow'] as {
      flowArn: string;
      source: { sourceArn: string };
      outputs: { outputArn: string }[];
    };
    expect(await tagsOf(made.flowArn)).toEqual({ of: 'flow' });
    expect(await tagsOf(made.source.sourceArn)).toEqual({ of: 'source' });
    expect(await tagsOf(made.outputs[0]?.outputArn ?? '')).toEqual({ of: 'output' });
  });

  it('of an output that is added are kept', async () => {
    const { body } = await call('POST', `${flow}/outputs`, {
      outputs: [{ ...srt, outputTags: { 'lunora:destination': 'd1' } }],
    });
    const [added] = body['outputs'] as { outputArn: string }[];
    expect(await tagsOf(added?.outputArn ?? '')).toEqual({ 'lunora:destination': 'd1' });
  });

  it('are as many as a resource may have', async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v']));
    const refused = await call('POST', `${flow}/outputs`, {
      outputs: [{ ...srt, name: 'many', outputTags: many }],
    });
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining('outputTags') } });
  });
});

describe('an RTMP output of a flow', () => {
  const rtmpPushSettings = {
    applicationName: 'live2',
    streamName: 'fake-key',
    tlsEncryption: { encryptionConfiguration: { public: {} } },
  };
  const rtmp = { name: 'push', protocol: 'rtmp-push', destination: 'rtmps.example.net', port: 443 };

  it('is kept and shown as it was given', async () => {
    const { body } = await call('POST', `${flow}/outputs`, { outputs: [{ ...rtmp, rtmpPushSettings }] });
    const [added] = body['outputs'] as { outputArn: string }[];
    const shown = { name: 'push', transport: { protocol: 'rtmp-push' }, rtmpPushSettings };
    expect(added).toMatchObject(shown);
    await call('PUT', `${flow}/outputs/${encodeURIComponent(added?.outputArn ?? '')}`, {
      outputStatus: 'DISABLED',
    });
    const described = await call('GET', flow);
    expect((described.body['flow'] as { outputs: unknown[] }).outputs).toContainEqual(
      expect.objectContaining({ ...shown, transport: expect.anything(), outputStatus: 'DISABLED' }),
    );
  });

  it.each([
    ['without its settings', rtmp],
    ['of another protocol', { ...rtmp, protocol: 'srt-caller', rtmpPushSettings }],
  ])('is refused %s', async (_what, output) => {
    const refused = await call('POST', `${flow}/outputs`, { outputs: [{ ...output, name: 'no' }] });
    expect(refused).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('rtmpPushSettings') },
    });
  });
});

describe('a member that the model does not know is refused by its name', () => {
  it.each<[string, string, string, object | undefined, string]>([
    ['of a flow', 'POST', '/v1/flows', { name: 'x', source, flowSize: 'LARGE' }, 'flowSize'],
    [
      'of a source',
      'POST',
      '/v1/flows',
      { name: 'x', source: { ...source, newThing: 1 } },
      'source.newThing',
    ],
    [
      'of an input',
      'POST',
      '/prod/inputs',
      { type: 'URL_PULL', sources: [{ url: 'https://x/y', codec: 'AV2' }] },
      '/sources/0/codec',
    ],
    ['of a channel', 'POST', '/prod/channels', { name: 'x', futureSettings: {} }, '/futureSettings'],
    ['of a start', 'POST', '/prod/channels/1/start', { force: true }, 'force'],
    ['of a list', 'GET', '/prod/channels?stateFilter=IDLE', undefined, 'stateFilter'],
    ['of a list of flows', 'GET', '/v1/flows?filter=ACTIVE', undefined, 'filter'],
  ])('%s', async (_what, method, path, body, named) => {
    const before = JSON.stringify(emulator.world.account);
    const refused = await call(method, path, body);
    expect(refused.status).toBe(400);
    expect(String(refused.body['message'])).toContain(named);
    expect(JSON.stringify(emulator.world.account)).toBe(before);
  });

  it('of an output', async () => {
    const output = { ...srt, name: 'x', routerIntegrationState: 'ENABLED' };
    expect(await call('POST', `${flow}/outputs`, { outputs: [output] })).toMatchObject({
      status: 400,
      error: 'BadRequestException',
      body: { message: expect.stringContaining('outputs.0.routerIntegrationState') },
    });
  });
});

describe('every operation of the published models that is not emulated', () => {
  it.each([
    ['POST', '/v1/routerOutput', 'CreateRouterOutput'],
    ['POST', '/v1/routerOutputs', 'ListRouterOutputs'],
    ['PUT', '/v1/routerOutput/takeRouterInput/arn', 'TakeRouterInput'],
    ['PATCH', '/prod/eventbridge-rule-templates/x', 'UpdateEventBridgeRuleTemplate'],
    ['POST', '/prod/batch/start', 'BatchStart'],
    ['PUT', '/prod/channels/1/schedule', 'BatchUpdateSchedule'],
  ])('%s %s says 501 and its name', async (method, path, name) => {
    expect(await call(method, path, {})).toMatchObject({
      status: 501,
      error: 'NotEmulatedException',
      body: { message: `${name} is not emulated.` },
    });
  });
});

it('knows every operation of the SDK by the place that the SDK sends it to', () => {
  const find = createOperationFinder([createMediaLive(emulator.world)]);
  for (const { name, method, path } of routes) {
    const found = find(method, path.replaceAll(/\{[^}]+\}/g, '1'));
    expect(found && ('operation' in found ? found.operation.name : found.notEmulated)).toBe(name);
  }
});
