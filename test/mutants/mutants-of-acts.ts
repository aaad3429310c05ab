import type { Mutant } from './mutant.ts';

/** Bugs in how the engine announces, calls and records, and in what it plans. */
export const mutantsOfActs: readonly Mutant[] = [
  {
    name: 'RequestId not logged before the call',
    breaks: 'Each call makes up its own token, so what a lost answer made is made again.',
    first: [19],
    edits: [
      {
        file: 'src/engine/perform.ts',
        find: 'requestId: need(work.input).requestId,',
        replace: 'requestId: `${need(work.input).requestId}.${deps.random()}`,',
      },
      {
        file: 'src/engine/perform.ts',
        find: 'requestId: need(work.channel).requestId,',
        replace: 'requestId: `${need(work.channel).requestId}.${deps.random()}`,',
      },
    ],
  },
  {
    name: 'output name not logged before the call',
    breaks: 'Each call makes up its own name, so what a lost answer made is not found again.',
    edits: [
      {
        file: 'src/engine/perform.ts',
        find: 'addOutput({ ...outputArgs(deps, destination), enabled: true }, options)',
        replace:
          'addOutput({ ...outputArgs(deps, destination), name: `${need(work.output).name}${deps.clock.now()}`, enabled: true }, options)',
      },
    ],
  },
  {
    name: 'act not announced',
    breaks: 'AWS is called before the log says what for, so a crash leaves what nobody knows of.',
    edits: [
      {
        file: 'src/engine/reconcile-destination.ts',
        find: "return { changes: [putQuietly(state, 'destination', announced)], events: [], value: announced };",
        replace: 'return { changes: [], events: [], value: announced };',
      },
    ],
  },
  {
    name: 'acting without the epoch check',
    breaks: 'A process that leads no more goes on deciding and acting.',
    first: [1],
    edits: [
      {
        file: 'src/engine/lease.ts',
        find: 'if (mine === null || current?.epoch !== mine || current.processId !== processId) {',
        replace: 'if (mine === null || !current) {',
      },
      {
        file: 'src/engine/lease.ts',
        find: 'return mine !== null && last?.epoch === mine && last.processId === processId;',
        replace: 'return mine !== null && last !== undefined;',
      },
      {
        file: 'src/engine/lease.ts',
        find: 'if (lasts(0)) return isLast() ? mine : null;',
        replace: 'if (mine !== null) return mine;',
      },
    ],
  },
  {
    name: 'lease not renewed',
    breaks: 'The lease runs out while its holder lives, so the lead goes to and fro.',
    first: [44],
    edits: [
      {
        file: 'src/engine/lease.ts',
        find: 'if (holds) return store.lease.renew(processId, untilMs);',
        replace: 'if (holds) return true;',
      },
    ],
  },
  {
    name: 'input deleted before its channel is gone',
    breaks: 'AWS refuses to delete an input that a channel takes, so removal never ends.',
    edits: [
      {
        file: 'src/domain/plan-dedicated-channel.ts',
        find: "    case 'IDLE':\n      return 'deleteChannel';",
        replace:
          "    case 'IDLE':\n      return situation.input === 'NONE' ? 'deleteChannel' : 'deleteInput';",
      },
    ],
  },
  {
    name: 'forgotten before its input is gone',
    breaks: 'A destination is said to have left nothing while AWS still has its input.',
    edits: [
      {
        file: 'src/domain/plan-dedicated-channel.ts',
        find: "    case 'ATTACHED':\n    case 'CREATING':\n    case 'DELETING':\n    case 'UNKNOWN':\n      return 'wait';\n  }\n}\n",
        replace:
          "    case 'ATTACHED':\n    case 'CREATING':\n    case 'DELETING':\n    case 'UNKNOWN':\n      return desired === 'DELETED' ? 'forget' : 'wait';\n  }\n}\n",
      },
    ],
  },
  {
    name: 'a conflict at AWS swallowed',
    breaks: 'An update that AWS refuses with 409 is taken for done, so the stream goes where it went before.',
    first: [15],
    edits: [
      {
        file: 'src/engine/perform.ts',
        find: '          { ...channelSettings(deps, destination), id: channelId(destination) },\n          options,\n        ),',
        replace:
          "          { ...channelSettings(deps, destination), id: channelId(destination) },\n          options,\n        ).catch(async (error) => {\n          const seen = await mediaLive.describeChannel(channelId(destination));\n          if (!seen || error.kind !== 'CONFLICT') throw error;\n          return seen;\n        }),",
      },
    ],
  },
  {
    name: 'a deadline that passes in silence',
    breaks: 'What takes longer than it should is told as if it went on in time.',
    first: [575],
    edits: [
      {
        file: 'src/domain/reason.ts',
        find: '...troubleRules, lateRule, restartRule',
        replace: '...troubleRules, restartRule',
      },
    ],
  },
  {
    name: 'a second output beside the first',
    breaks: 'A flow output is made under a name that nobody noted, beside the one that is there.',
    first: [46],
    edits: [
      {
        file: 'src/engine/perform.ts',
        find: "    case 'updateOutput': {\n",
        replace:
          "    case 'updateOutput': {\n      await mediaConnect.addOutput({ ...outputArgs(destination), name: `${need(work.output).name}-b`, enabled: true }, options).catch(() => {});\n",
      },
    ],
  },
  {
    name: 'retry without bound',
    breaks: 'What AWS will never take is asked for without end.',
    first: [4],
    edits: [
      {
        file: 'src/domain/fail.ts',
        find: "const gaveUp = desired === 'RUNNING' && strikes >= (policy.maxAttempts ?? Number.POSITIVE_INFINITY);",
        replace: 'const gaveUp = false;',
      },
    ],
  },
  {
    name: "one destination's hang blocks the queue",
    breaks: 'Visits wait for each other, so one that hangs holds up all others.',
    first: [54],
    edits: [
      {
        file: 'src/engine/work-queue.ts',
        find: 'running.set(key, run(key));',
        replace: 'running.set(key, Promise.all(running.values()).then(() => run(key)));',
      },
    ],
  },
  {
    name: 'what was found is not adopted',
    breaks: 'A channel found by its tags is passed over and made a second time.',
    first: [7],
    edits: [
      {
        file: 'src/engine/settle.ts',
        find: '? { ...work.channel, id: channel.id, configVersion: adoptedVersion }',
        replace: '? null',
      },
      {
        file: 'src/engine/settle.ts',
        find: 'input: work.input && input ? { ...work.input, id: input.id } : work.input,',
        replace: 'input: null,\n    generation: work.generation + 1,',
      },
    ],
  },
  {
    name: 'fights for the channel',
    breaks: 'What somebody stops in the console is started again, and billed again, each time.',
    first: [20],
    edits: [
      {
        file: 'src/domain/plan-dedicated-channel.ts',
        find: "if (ran) return 'lose';",
        replace: '',
      },
      {
        file: 'src/domain/plan-dedicated-channel.ts',
        find: "if (begun) return 'setback';",
        replace: '',
      },
    ],
  },
  {
    name: 'an answer overwrites a newer wish',
    breaks: 'What an operator asked for during a call is undone when its answer is recorded.',
    edits: [
      {
        file: 'src/engine/reconcile-destination.ts',
        find: "const next: Change = putQuietly(state, 'destination', { ...destination, work });",
        replace: "const next: Change = putQuietly(state, 'destination', { ...announced, work });",
      },
    ],
  },
  {
    name: 'a key in an event',
    breaks: 'The event of a new key shows it to everybody who may read events.',
    edits: [
      {
        file: 'src/domain/commands/rotate-stream-key.ts',
        find: 'const message = `${next.name} has a new stream key',
        replace: 'const message = `${next.name} has the new stream key ${streamKey.plain}',
      },
    ],
  },
  {
    name: 'a key in a line of the log',
    breaks: 'What is sent to AWS is written down, its key in clear.',
    edits: [
      {
        file: 'src/engine/perform.ts',
        find: "    case 'createChannel':\n      return {",
        replace:
          "    case 'createChannel':\n      deps.log.debug(channelSettings(deps, destination), 'creating');\n      return {",
      },
    ],
  },
];
