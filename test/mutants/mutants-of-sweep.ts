import type { Mutant } from './mutant.ts';

/** What no record shows to be made here is left alone, whatever else is wrong: each of these needs that gone, too. */
const whateverRecordsShow = {
  file: 'src/domain/judge-orphan.ts',
  find: 'if (note?.approved || note?.released) return true;',
  replace: 'return true;',
};

/** Bugs in what is removed at AWS because no record owns it. */
export const mutantsOfSweep: readonly Mutant[] = [
  {
    name: 'sweep without grace',
    breaks: 'What has only just lost its owner, or not yet found it, is removed at once.',
    first: [131],
    edits: [
      {
        file: 'src/domain/judge-orphan.ts',
        find: 'graceEndsAt === null || graceEndsAt > now',
        replace: 'graceEndsAt === null',
      },
      {
        file: 'src/engine/sweep-orphans.ts',
        find: 'if (!orphan.sweepable || graceLeftMs(deps, orphan) > 0) continue;',
        replace: 'if (!orphan.sweepable) continue;',
      },
    ],
  },
  {
    name: 'sweep by tag only, whoever owns it',
    breaks: 'A channel that a destination uses is stopped and deleted.',
    edits: [
      {
        file: 'src/domain/orphans.ts',
        find: "channel.role === 'PRIMARY' || owned.has(channel.id)) return false;",
        replace: "channel.role === 'PRIMARY') return false;",
      },
    ],
  },
  {
    name: "sweep by tag only, whoever's installation",
    breaks: 'What another installation in the same account made is removed.',
    edits: [
      {
        file: 'src/domain/orphans.ts',
        find: "tags['lunora:installation'] === installationId && ",
        replace: '',
      },
      whateverRecordsShow,
    ],
  },
  {
    name: 'sweep of MediaLive-managed outputs',
    breaks: 'The output that feeds a channel is removed, and with it the stream.',
    edits: [
      {
        file: 'src/domain/orphans.ts',
        find: '  if (mediaLiveInputArn) return false;\n  return name.startsWith(`lunora-${installationId}-`) &&',
        replace: '  return (mediaLiveInputArn !== null || name.startsWith(`lunora-${installationId}-`)) &&',
      },
      whateverRecordsShow,
    ],
  },
  {
    name: 'the primary channel treated as ours',
    breaks: 'The primary channel has no record that owns it, so it is stopped and deleted.',
    edits: [
      {
        file: 'src/domain/orphans.ts',
        find: "  if (channel.role === 'PRIMARY' || owned.has(channel.id)) return false;\n  if (!isOurs(channel.tags, installationId) || channel.state === 'DELETED') return false;",
        replace:
          "  if (owned.has(channel.id) || channel.state === 'DELETED') return false;\n  if (channel.role !== 'PRIMARY' && !isOurs(channel.tags, installationId)) return false;",
      },
      whateverRecordsShow,
    ],
  },
  {
    name: 'sweep of what is announced',
    breaks: 'What was made for a destination is removed while that has not recorded the answer.',
    first: [6],
    edits: [
      {
        file: 'src/domain/orphans.ts',
        find: "return !awaited(state, channel.tags, 'channel');",
        replace: 'return true;',
      },
    ],
  },
  {
    name: 'no sweep',
    breaks: 'What a late call made stays, and bills, for ever.',
    first: [131],
    edits: [
      {
        file: 'src/engine/sweep-orphans.ts',
        find: 'if (!orphan.sweepable || graceLeftMs(deps, orphan) > 0) continue;',
        replace: 'if (orphan) continue;',
      },
    ],
  },
];
