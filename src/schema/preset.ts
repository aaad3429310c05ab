import { presets } from '../resolvers/query/presets.ts';
import { builder } from './builder.ts';
import * as refs from './refs.ts';
import { toInt } from './to-int.ts';

builder.node(refs.Preset, {
  description: 'How a dedicated channel encodes.',
  id: { resolve: ({ id }) => id, description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Unique among presets.' }),
    width: t.exposeInt('width', { description: 'Pixels.' }),
    height: t.exposeInt('height', { description: 'Pixels.' }),
    framesPerSecond: t.exposeInt('framesPerSecond', { description: 'Frames per second.' }),
    videoBitrate: t.int({
      description: 'Bits per second.',
      resolve: ({ videoBitrate }) => toInt(videoBitrate),
    }),
    audioBitrate: t.int({
      description: 'Bits per second.',
      resolve: ({ audioBitrate }) => toInt(audioBitrate),
    }),
    builtIn: t.exposeBoolean('builtIn', {
      description: 'The ones every installation starts with; can be copied, not changed.',
    }),
    version: t.int({
      description: 'Goes up with every change.',
      resolve: ({ version }) => toInt(version),
    }),
  }),
});

builder.queryField('presets', (t) =>
  t.field({
    type: [refs.Preset],
    description: 'All presets: the built-in ones, then the others, each by name.',
    resolve: (_root, _args, ctx) => presets(ctx),
  }),
);
