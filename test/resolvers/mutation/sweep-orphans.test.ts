import { describe, expect, it } from 'vitest';
import { learnInput } from '../../../src/domain/answers.ts';
import { put } from '../../../src/domain/change.ts';
import { noteOrphans } from '../../../src/domain/note-orphans.ts';
import { orphanGraceMs } from '../../../src/domain/policy.ts';
import type { Viewer } from '../../../src/resolvers/context.ts';
import { input } from '../../domain/commands/ask.ts';
import { flowArn } from '../../domain/seen.ts';
import { openMutations, operator, otherFlowArn } from './open-mutations.ts';

interface Answer {
  dryRun: boolean;
  swept: { awsId: string; reasonCode: string }[];
  kept: { awsId: string; reasonCode: string; reason: string }[];
  userErrors: { code: string; path: string[] }[];
}

/** Two inputs without an owner on one flow and one on another; the attached one is not to be removed yet. */
async function withOrphans() {
  const api = await openMutations();
  const left = (id: string, state: 'DETACHED' | 'ATTACHED', flow: string) =>
    api.store.change((current, now) => {
      const tags = {
        'lunora:installation': api.store.installationId,
        'lunora:destination': 'gone',
        'lunora:generation': '1',
      };
      const seen = input({ id, arn: `arn:${id}`, state, flowArns: [flow], channelIds: [], tags });
      return { ...learnInput(current, seen, now), value: null };
    });
  await left('1', 'DETACHED', flowArn);
  await left('2', 'ATTACHED', flowArn);
  await left('3', 'DETACHED', otherFlowArn);
  await api.store.change((state, now) => ({
    changes: noteOrphans(state, api.store.installationId, now),
    events: [],
    value: null,
  }));
  await api.store.change((state) => ({
    changes: [...state.all('orphan')].map((note) => put(state, 'orphan', { ...note, released: true })),
    events: [],
    value: null,
  }));
  const payload =
    'dryRun swept { awsId reasonCode } kept { awsId reasonCode reason } userErrors { code path }';
  async function sweep(args: string, viewer: Viewer = operator): Promise<Answer> {
    const { data, errors } = await api.ask(`mutation { sweepOrphans${args} { ${payload} } }`, {}, viewer);
    if (errors) throw errors[0];
    return JSON.parse(JSON.stringify(data?.['sweepOrphans'])) as Answer;
  }
  const asked = () => [...api.store.state.all('orphan')].filter((note) => note.asked).map(({ id }) => id);
  return { api, sweep, asked };
}

describe('sweepOrphans', () => {
  it('tells by default what it would remove and why not the rest, and asks for nothing', async () => {
    const { api, sweep, asked } = await withOrphans();
    const early = await sweep('');
    expect(early.swept).toEqual([]);
    expect(early.kept.map(({ reasonCode }) => reasonCode)).toEqual(Array(3).fill('GRACE_PERIOD'));
    api.clock.advance(orphanGraceMs);
    const { position } = api.store.state;
    const answer = await sweep('(idempotencyKey: "k")');
    expect(answer).toMatchObject({
      dryRun: true,
      swept: [
        { awsId: '1', reasonCode: 'READY' },
        { awsId: '3', reasonCode: 'READY' },
      ],
      kept: [{ awsId: '2', reasonCode: 'ATTACHED' }],
      userErrors: [],
    });
    expect(api.store.state.position).toBe(position);
    expect(asked()).toEqual([]);
  });

  it('leaves a wish for whoever leads, in one entry that says who asked, and none twice', async () => {
    const { api, sweep, asked } = await withOrphans();
    api.clock.advance(orphanGraceMs);
    const { position } = api.store.state;
    const answer = await sweep('(dryRun: false)');
    expect(answer).toMatchObject({ dryRun: false, swept: [{ awsId: '1' }, { awsId: '3' }] });
    expect(asked()).toEqual(['input 1', 'input 3']);
    expect(api.store.state.position).toBe(position + 1);
    expect(api.entries.at(-1)?.events).toMatchObject([{ kind: 'SYSTEM', actor: 'ann' }]);
    expect((await sweep('(dryRun: false)')).swept).toHaveLength(2);
    expect(api.store.state.position).toBe(position + 1);
  });

  it('keeps the grace period', async () => {
    const { sweep, asked } = await withOrphans();
    expect((await sweep('(dryRun: false)')).swept).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it('reaches only what is on the flows of a limited token', async () => {
    const { api, sweep, asked } = await withOrphans();
    api.clock.advance(orphanGraceMs);
    const limited = { ...operator, tokenId: 'limited', flowIds: [otherFlowArn] };
    expect(await sweep('(dryRun: false)', limited)).toMatchObject({ swept: [{ awsId: '3' }], kept: [] });
    expect(asked()).toEqual(['input 3']);
  });

  it('answers a repeated key with what it asked for then, and refuses it for another wish', async () => {
    const { api, sweep } = await withOrphans();
    await sweep('(dryRun: false, idempotencyKey: "k")');
    api.clock.advance(orphanGraceMs);
    expect((await sweep('(dryRun: false, idempotencyKey: "k")')).swept).toEqual([]);
    expect((await sweep('(dryRun: false, idempotencyKey: "other")')).swept).toHaveLength(2);
    await api.run('sync', { idempotencyKey: 'k' });
    expect((await sweep('(dryRun: false, idempotencyKey: "k")')).userErrors).toEqual([]);
  });
});
