import { describe, expect, it } from 'vitest';
import { put } from '../../../src/domain/change.ts';
import { createDestination } from '../../../src/domain/commands/create-destination.ts';
import { shownOf } from '../../../src/domain/commands/keep-stream-id.ts';
import { shownFields, shownValue } from '../../../src/domain/commands/shown-fields.ts';
import {
  type UpdateDestinationCommand,
  updateDestination,
} from '../../../src/domain/commands/update-destination.ts';
import type { SrtSettings } from '../../../src/domain/records.ts';
import { sealedStreamIdOf } from '../../../src/domain/sealed-stream-id.ts';
import {
  anyone,
  ask,
  keeping,
  keepingAlso,
  newState,
  refusals,
  srtCreation,
  streamIds,
  withDestination,
} from './ask.ts';

const clear = '#!::r=live/cam1,m=publish,s=fake';
const masked = '#!::r=live/cam1,m=publish,s=••••';

const edit = (more: Partial<UpdateDestinationCommand>) =>
  updateDestination({ id: 's1', expectedVersion: null, apply: 'NEXT_START', ...keeping, ...more }, anyone);

function withStreamId(srt: SrtSettings | { streamId: string }) {
  const { state, current } = withDestination({}, srtCreation({ srt: { latencyMs: 300 } }));
  const given = { latencyMs: 300, ...srt };
  ask(state, edit({ srt: given }));
  const opened = () => {
    const { streamId, sealedStreamId } = current().srt ?? {};
    return sealedStreamId ? streamIds.unseal(sealedStreamId.sealed) : streamId;
  };
  return { state, current, opened };
}

describe('the secret part of an SRT stream id', () => {
  it('is kept sealed, shown masked, and told in no event', () => {
    const state = newState();
    const { events } = ask(state, createDestination(srtCreation({ srt: { streamId: clear } }), anyone));
    const srt = state.get('destination', 's1')?.srt;
    expect(srt?.streamId).toBe(masked);
    expect(streamIds.unseal(srt?.sealedStreamId?.sealed ?? '')).toBe(clear);
    const changed = ask(state, edit({ srt: { streamId: '#!::r=live/cam1,m=publish,s=next' } }));
    expect(JSON.stringify([events, changed.events])).not.toMatch(/s=(fake|next)/);
    expect(changed.events[0]?.changes.map(({ field }) => field)).toEqual(['srt.streamIdFingerprint']);
    expect(state.get('destination', 's1')?.configVersion).toBe(2);
  });

  it('counts no more where a version that knows no sealing has set another stream id since', () => {
    const { state, current } = withStreamId({ streamId: clear });
    // That version keeps what it does not know.
    const back = { ...current(), srt: { ...current().srt, streamId: 'live/cam9' } as SrtSettings };
    state.fold([put(state, 'destination', back)], state.position + 1);
    expect(sealedStreamIdOf(current().srt)).toBeNull();
    expect(shownFields(current())['srt.streamIdFingerprint']).toBeNull();
    ask(state, edit({ srt: { latencyMs: 500 } }));
    expect(current().srt).toMatchObject({ streamId: 'live/cam9', sealedStreamId: null, latencyMs: 500 });
  });

  it('stays when it is sent back masked, alone or beside something else', () => {
    const { state, current, opened } = withStreamId({ streamId: clear });
    const before = current();
    expect(ask(state, edit({ srt: { streamId: masked } })).changes).toEqual([]);
    expect(current()).toBe(before);
    ask(state, edit({ srt: { streamId: masked, latencyMs: 500 } }));
    expect(current().srt).toMatchObject({ streamId: masked, latencyMs: 500 });
    expect(opened()).toBe(clear);
    ask(state, edit({ srt: { streamId: '#!::r=live/cam2,m=publish,s=••••' } }));
    expect(current().srt?.streamId).toBe('#!::r=live/cam2,m=publish,s=••••');
    expect(opened()).toBe('#!::r=live/cam2,m=publish,s=fake');
  });

  it('is no change when it is written again in full', () => {
    const { state } = withStreamId({ streamId: clear });
    expect(ask(state, edit({ srt: { streamId: clear } })).changes).toEqual([]);
  });

  it('goes when the stream id goes, or has none any more', () => {
    const { state, current } = withStreamId({ streamId: clear });
    ask(state, edit({ srt: { streamId: 'venue' } }));
    expect(current().srt).toMatchObject({ streamId: 'venue', sealedStreamId: null });
    ask(state, edit({ srt: { streamId: clear } }));
    ask(state, edit({ srt: { streamId: null } }));
    expect(current().srt).toMatchObject({ streamId: null, sealedStreamId: null });
  });

  it.each([
    ['where none is kept', 'venue', masked],
    ['under another name', clear, '#!::r=live/cam1,token=••••'],
    ['as a part of a word', clear, '#!::r=live/cam1,m=publish,s=a••••'],
  ])('is refused masked %s', (_where, kept, given) => {
    const { state, current, opened } = withStreamId({ streamId: kept });
    const before = current();
    expect(refusals(() => ask(state, edit({ srt: { streamId: given } })))).toEqual([
      'INVALID_URL srt.streamId',
    ]);
    expect(current()).toBe(before);
    expect(opened()).toBe(kept);
  });

  it('is refused masked for a new destination', () => {
    const create = createDestination(srtCreation({ srt: { streamId: masked } }), anyone);
    expect(refusals(() => ask(newState(), create))).toEqual(['INVALID_URL srt.streamId']);
  });
});

it('refuses the secret part of a stream id in any other field, when it is given and when it is kept', () => {
  const secret = 'fake-secret-part-0000';
  const srt = { streamId: `#!::r=live/cam1,s=${secret}` };
  const create = createDestination(srtCreation({ srt, name: `The ${secret}` }), anyone);
  expect(refusals(() => ask(newState(), create))).toEqual(['INVALID_NAME name']);
  const url = `srt://h.example:9000?streamid=${encodeURIComponent(srt.streamId)}`;
  const { state } = withDestination({}, srtCreation());
  expect(refusals(() => ask(state, edit({ url, tags: [{ key: 'a', value: secret }] })))).toEqual([
    'INVALID_TAG tags.0',
  ]);
  expect(refusals(() => ask(state, edit({ name: secret, ...keepingAlso(secret) })))).toEqual([
    'INVALID_NAME name',
  ]);
});

describe('a record of an earlier version, with its stream id in clear', () => {
  function withLegacy() {
    const { state, current } = withDestination({}, srtCreation({ srt: { latencyMs: 300 } }));
    const { sealedStreamId: _, ...srt } = current().srt as SrtSettings;
    state.put('destination', 's1', { ...current(), srt: { ...srt, streamId: clear } });
    return { state, current };
  }

  it('is shown masked, and so are its events', () => {
    const { current } = withLegacy();
    expect(current().srt && shownOf(current().srt as SrtSettings)).toBe(masked);
    expect(shownValue('srt.streamId', clear)).toBe(masked);
  });

  it('is sealed with the next change, which says nothing of it and lets nothing restart', () => {
    const { state, current } = withLegacy();
    const { events } = ask(state, edit({ name: 'Other' }));
    expect(events[0]?.changes.map(({ field }) => field)).toEqual(['name']);
    expect(current()).toMatchObject({ configVersion: 1, srt: { streamId: masked, latencyMs: 300 } });
    expect(streamIds.unseal(current().srt?.sealedStreamId?.sealed ?? '')).toBe(clear);
  });

  it('keeps its secret when it is sent back masked', () => {
    const { state, current } = withLegacy();
    ask(state, edit({ srt: { streamId: masked.replace('cam1', 'cam2') } }));
    expect(streamIds.unseal(current().srt?.sealedStreamId?.sealed ?? '')).toBe(clear.replace('cam1', 'cam2'));
  });
});

describe('an SRT URL as receivers give it out', () => {
  it.each([
    [`srt://h.example:9000?streamid=${encodeURIComponent(clear)}&latency=200`, masked, 200],
    [`SRT://H.example:9000/?mode=caller&streamid=${clear}&latency=2000000&transtype=live`, masked, 2_000],
    [' srt://h.example:9000?streamid=venue ', 'venue', null],
  ])('is taken apart: %s', (url, streamId, latencyMs) => {
    const state = newState();
    ask(state, createDestination(srtCreation({ url }), anyone));
    expect(state.get('destination', 's1')).toMatchObject({
      url: expect.stringMatching(/^srt:\/\/h\.example:9000\/?$/),
      srt: { streamId, latencyMs },
    });
    const edited = withDestination({}, srtCreation({ srt: { latencyMs: 300 } }));
    ask(edited.state, edit({ url }));
    expect(edited.current().srt).toMatchObject({ streamId, latencyMs: latencyMs ?? 300 });
  });

  it.each([
    ['a passphrase', 'srt://h.example:9000?passphrase=0123456789', 'KEY_IN_URL url'],
    ['a listener', 'srt://h.example:9000?mode=listener', 'INVALID_URL url'],
    ['a latency of neither unit', 'srt://h.example:9000?latency=10000', 'INVALID_URL url'],
    ['an unknown parameter', 'srt://h.example:9000?pkt_size=1316', 'INVALID_URL url'],
    ['a latency that is too short', 'srt://h.example:9000?latency=2', 'INVALID_URL srt.latencyMs'],
  ])('is refused with %s', (_what, url, refusal) => {
    expect(refusals(() => ask(newState(), createDestination(srtCreation({ url }), anyone)))).toEqual([
      refusal,
    ]);
  });

  it('is refused where it and srt say different things', () => {
    const command = srtCreation({ url: 'srt://h.example:9000?streamid=one', srt: { streamId: 'two' } });
    expect(refusals(() => ask(newState(), createDestination(command, anyone)))).toEqual([
      'INVALID_URL srt.streamId',
    ]);
  });
});
