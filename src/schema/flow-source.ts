import type { SourceView } from '../resolvers/query/flow-parts.ts';
import { builder } from './builder.ts';
import { HealthState } from './health.ts';
import { toInt } from './to-int.ts';

export const FlowSource = builder.objectRef<SourceView>('FlowSource').implement({
  description: 'Where a flow takes its feed from.',
  fields: (t) => ({
    arn: t.exposeString('arn', { description: 'Its Amazon Resource Name.' }),
    name: t.exposeString('name', { description: 'Its name at AWS.' }),
    protocol: t.exposeString('protocol', { description: "AWS's word for how it is sent." }),
    ingestAddress: t.exposeString('ingestAddress', {
      nullable: true,
      description: 'What to type into the encoder.',
    }),
    ingestPort: t.int({
      nullable: true,
      description: 'The port that goes with the address.',
      resolve: ({ ingestPort }) => toInt(ingestPort),
    }),
    streamId: t.exposeString('streamId', {
      nullable: true,
      description: 'The SRT stream id to send. Secret parts are shown as `••••`.',
    }),
    connected: t.exposeBoolean('connected', { nullable: true, description: 'Null when AWS has not said.' }),
    bitrate: t.int({
      nullable: true,
      description: 'Bits per second, when known.',
      resolve: ({ bitrate }) => toInt(bitrate),
    }),
    format: t.exposeString('format', {
      nullable: true,
      description: 'e.g. H.264 1920x1080 30 fps, AAC 48 kHz; null when AWS has not said.',
    }),
    audio: t.boolean({
      nullable: true,
      description:
        'Whether an audio stream comes in; null when AWS has not said. Without one, health is WARNING.',
      resolve: ({ audio }) => audio ?? null,
    }),
    health: t.expose('health', { type: HealthState, description: 'Whether the feed comes in.' }),
  }),
});
