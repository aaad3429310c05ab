import { shownOf } from '../domain/commands/keep-stream-id.ts';
import type * as domain from '../domain/records.ts';
import type * as inputs from '../resolvers/mutation/inputs.ts';
import { builder } from './builder.ts';

export const SrtSettings = builder.objectRef<domain.SrtSettings>('SrtSettings').implement({
  description: 'What SRT needs besides an address.',
  fields: (t) => ({
    streamId: t.string({
      nullable: true,
      description: 'The SRT stream id sent to the receiver. Secret parts are write-only and shown as `••••`.',
      resolve: shownOf,
    }),
    latencyMs: t.exposeInt('latencyMs', { nullable: true, description: 'Minimum latency in milliseconds.' }),
    passphraseSecretArn: t.exposeString('passphraseSecretArn', {
      nullable: true,
      description: 'The Secrets Manager secret that holds the passphrase.',
    }),
    listenPort: t.exposeInt('listenPort', { nullable: true, description: 'Where a listener listens.' }),
    cidrAllowList: t.exposeStringList('cidrAllowList', {
      nullable: true,
      description: 'The networks that may connect to a listener.',
    }),
  }),
});

export const SrtInput = builder.inputRef<inputs.SrtInput>('SrtInput').implement({
  description:
    'The passphrase is named by its Secrets Manager ARN and the role that may read it, as AWS wants it; never in clear.',
  fields: (t) => ({
    streamId: t.string({
      description:
        'The SRT stream id to send to the receiver. A part given as `••••` keeps the secret it has.',
    }),
    latencyMs: t.int({ description: 'Minimum latency in milliseconds.' }),
    passphraseSecretArn: t.string({ description: 'The secret that holds the passphrase.' }),
    passphraseRoleArn: t.string({ description: 'The role that MediaConnect reads the secret with.' }),
    listenPort: t.int({ description: 'Where a listener listens.' }),
    cidrAllowList: t.stringList({ description: 'The networks that may connect to a listener.' }),
  }),
});
