import type * as inputs from '../resolvers/mutation/inputs.ts';
import { ApplyWhen } from './apply-when.ts';
import { builder } from './builder.ts';
import { DeliveryMode, Platform, Protocol } from './destination-enums.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { RetryPolicyInput } from './retry-policy.ts';
import { SrtInput } from './srt-settings.ts';
import { TagInput } from './tag.ts';

const id = { required: true, description: 'Which destination.' } as const;
const expectedVersion = {
  description: 'Refuses with VERSION_CONFLICT when the destination has another version by now.',
};

export const CreateDestinationInput = builder
  .inputRef<inputs.CreateDestinationInput>('CreateDestinationInput')
  .implement({
    description: 'A new destination. It starts off air.',
    fields: (t) => ({
      name: t.string({ required: true, description: 'Unique among destinations.' }),
      platform: t.field({ type: Platform, required: true, description: 'Where it goes.' }),
      deliveryMode: t.field({
        type: DeliveryMode,
        defaultValue: 'DEDICATED_CHANNEL',
        description: 'What at AWS delivers it.',
      }),
      url: t.string({
        description:
          "Platform default when left out (e.g. YouTube's ingest). RTMP, RTMPS or SRT by its scheme.",
      }),
      protocol: t.field({ type: Protocol, description: "Follows from the URL's scheme when left out." }),
      backupUrl: t.string({ description: "The platform's second ingest." }),
      streamKey: t.string({ description: 'Kept sealed; never to be read again.' }),
      srt: t.field({ type: SrtInput, description: 'What SRT needs besides.' }),
      presetId: t.id({ description: 'How it is encoded; the default preset when left out.' }),
      flowId: t.id({ description: 'What feeds it; the default flow when left out.' }),
      tags: t.field({ type: [TagInput], description: 'Labels to find it by.' }),
      retryPolicy: t.field({ type: RetryPolicyInput, description: 'How what fails at AWS is tried again.' }),
      idempotencyKey: t.string(idempotencyKey),
    }),
  });

export const UpdateDestinationInput = builder
  .inputRef<inputs.UpdateDestinationInput>('UpdateDestinationInput')
  .implement({
    description: 'A change to a destination. What is left out stays as it is.',
    fields: (t) => ({
      id: t.id(id),
      expectedVersion: t.int(expectedVersion),
      name: t.string({ description: 'Unique among destinations.' }),
      platform: t.field({ type: Platform, description: 'Where it goes.' }),
      protocol: t.field({ type: Protocol, description: 'How it gets there.' }),
      url: t.string({ description: 'Where it pushes to.' }),
      backupUrl: t.string({ description: "The platform's second ingest." }),
      srt: t.field({ type: SrtInput, description: 'What SRT needs besides.' }),
      presetId: t.id({ description: 'How it is encoded.' }),
      tags: t.field({ type: [TagInput], description: 'All of its labels: replaces those it has.' }),
      retryPolicy: t.field({
        type: RetryPolicyInput,
        description: 'How what fails at AWS is tried again; null goes back to the default. Restarts nothing.',
      }),
      apply: t.field({
        type: ApplyWhen,
        defaultValue: 'NEXT_START',
        description: 'When it takes effect, if it runs.',
      }),
      allowInterruption: t.boolean({
        defaultValue: false,
        description: 'Others on the same channel may go off air for it.',
      }),
      idempotencyKey: t.string(idempotencyKey),
    }),
  });

export const DeleteDestinationInput = builder
  .inputRef<inputs.DeleteDestinationInput>('DeleteDestinationInput')
  .implement({
    description: 'The end of a destination.',
    fields: (t) => ({
      id: t.id(id),
      expectedVersion: t.int(expectedVersion),
      idempotencyKey: t.string(idempotencyKey),
    }),
  });

export const DestinationActionInput = builder
  .inputRef<inputs.DestinationActionInput>('DestinationActionInput')
  .implement({
    description: 'A destination to act on.',
    fields: (t) => ({ id: t.id(id), idempotencyKey: t.string(idempotencyKey) }),
  });

export const StartDestinationInput = builder
  .inputRef<inputs.StartDestinationInput>('StartDestinationInput')
  .implement({
    description:
      'Without a source the start waits at STARTING / WAITING_FOR_SOURCE, costing nothing, and goes on by itself when the source comes; startWithoutSource goes on air at once.',
    fields: (t) => ({
      id: t.id(id),
      startWithoutSource: t.boolean({
        defaultValue: false,
        description: 'Goes on air even while nothing comes in.',
      }),
      idempotencyKey: t.string(idempotencyKey),
    }),
  });

export const StopDestinationInput = builder
  .inputRef<inputs.StopDestinationInput>('StopDestinationInput')
  .implement({
    description: 'A destination to take off air.',
    fields: (t) => ({
      id: t.id(id),
      force: t.boolean({
        defaultValue: false,
        description: 'Gives up on an orderly transition that is past its deadline.',
      }),
      idempotencyKey: t.string(idempotencyKey),
    }),
  });

export const RotateStreamKeyInput = builder
  .inputRef<inputs.RotateStreamKeyInput>('RotateStreamKeyInput')
  .implement({
    description: 'Another stream key for a destination.',
    fields: (t) => ({
      id: t.id(id),
      streamKey: t.string({ required: true, description: 'Kept sealed; never to be read again.' }),
      expectedVersion: t.int(expectedVersion),
      apply: t.field({
        type: ApplyWhen,
        defaultValue: 'NEXT_START',
        description: 'When it takes effect, if it runs.',
      }),
      idempotencyKey: t.string(idempotencyKey),
    }),
  });
