import { describe, expect, it } from 'vitest';
import { refuseRaise } from '../../src/store/refuse-raise.ts';

const process = (id: string, newestFormat: number) => ({ id, version: '1.0.0', newestFormat });
const possible = {
  current: 1,
  wanted: 2,
  newest: 2,
  alive: [process('a', 2)],
  unknownWriters: [],
  olderStopped: true,
};

describe('raising the storage format', () => {
  it('is possible where every process that runs reads the next one', () => {
    expect(refuseRaise(possible)).toBeNull();
  });

  it.each([
    ['it has that format', { current: 2 }, 'already has storage format 2'],
    ['the leader does not read it', { current: 2, wanted: 3 }, 'no format above 2'],
    ['one would be passed over', { wanted: 3, newest: 3 }, 'one at a time: ask for 2'],
    ['an older process runs', { alive: [process('a', 2), process('old', 1)] }, 'old (version 1.0.0)'],
    ['nobody says that those which cannot be seen are stopped', { olderStopped: false }, '--older-stopped'],
    ['one that writes sends no heartbeat', { unknownWriters: ['x'] }, 'their version is not known: x'],
  ])('is refused where %s', (_where, facts, sentence) => {
    expect(refuseRaise({ ...possible, ...facts })).toContain(sentence);
  });

  it('needs no such word where every version that reads only the one before sends heartbeats', () => {
    const next = { current: 2, wanted: 3, newest: 3, alive: [process('a', 3)], olderStopped: false };
    expect(refuseRaise({ ...possible, ...next })).toBeNull();
  });
});
