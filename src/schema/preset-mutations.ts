import { createPreset } from '../resolvers/mutation/create-preset.ts';
import { deletePreset } from '../resolvers/mutation/delete-preset.ts';
import type * as inputs from '../resolvers/mutation/inputs.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { updatePreset } from '../resolvers/mutation/update-preset.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { inputArgument } from './input-argument.ts';
import { Preset } from './refs.ts';
import { UserError } from './user-error.ts';

const CreatePresetInput = builder.inputRef<inputs.CreatePresetInput>('CreatePresetInput').implement({
  description: 'A new preset.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Unique among presets.' }),
    width: t.int({ required: true, description: 'Pixels.' }),
    height: t.int({ required: true, description: 'Pixels.' }),
    framesPerSecond: t.int({ required: true, description: 'Frames per second.' }),
    videoBitrate: t.int({ required: true, description: 'Bits per second.' }),
    audioBitrate: t.int({ defaultValue: 128_000, description: 'Bits per second.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const UpdatePresetInput = builder.inputRef<inputs.UpdatePresetInput>('UpdatePresetInput').implement({
  description: 'A change to a preset. What is left out stays as it is; what runs keeps what it started with.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Which preset.' }),
    expectedVersion: t.int({
      description: 'Refuses with VERSION_CONFLICT when the preset has another version by now.',
    }),
    name: t.string({ description: 'Unique among presets.' }),
    width: t.int({ description: 'Pixels.' }),
    height: t.int({ description: 'Pixels.' }),
    framesPerSecond: t.int({ description: 'Frames per second.' }),
    videoBitrate: t.int({ description: 'Bits per second.' }),
    audioBitrate: t.int({ description: 'Bits per second.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const DeletePresetInput = builder.inputRef<inputs.DeletePresetInput>('DeletePresetInput').implement({
  description: 'The end of a preset.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Which preset.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const PresetPayload = builder.objectRef<payloads.PresetPayload>('PresetPayload').implement({
  description: 'What became of a wish about a preset.',
  fields: (t) => ({
    preset: t.expose('preset', {
      type: Preset,
      nullable: true,
      description: 'As it is now, or was last; null where it was refused.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createPreset: t.field({
    type: PresetPayload,
    authScopes: { operator: true },
    description: 'Makes a preset.',
    args: { input: t.arg({ ...inputArgument, type: CreatePresetInput }) },
    resolve: (_root, { input }, ctx) => createPreset(ctx, input),
  }),
  updatePreset: t.field({
    type: PresetPayload,
    authScopes: { operator: true },
    description: 'Changes a preset that is not built in.',
    args: { input: t.arg({ ...inputArgument, type: UpdatePresetInput }) },
    resolve: (_root, { input }, ctx) => updatePreset(ctx, input),
  }),
  deletePreset: t.field({
    type: PresetPayload,
    authScopes: { operator: true },
    description: 'Removes a preset that is not built in and that no destination uses.',
    args: { input: t.arg({ ...inputArgument, type: DeletePresetInput }) },
    resolve: (_root, { input }, ctx) => deletePreset(ctx, input),
  }),
}));
