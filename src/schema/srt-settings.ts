import type * as domain from '../domain/records.ts';
import type * as inputs from '../resolvers/mutation/inputs.ts';
import { builder } from './builder.ts';

export const SrtSettings = builder.objectRef<domain.SrtSettings>('SrtSettings').implement({
  description: 'What SRT needs besides an address.',
  fields: (t) => ({
    streamId: t.exposeString('streamId', { nullable: true, description: 'Sent to the receiver.' }),
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
    streamId: t.string({ description: 'Sent to the receiver.' }),
    latencyMs: t.int({ description: 'Minimum latency in milliseconds.' }),
    passphraseSecretArn: t.string({ description: 'The secret that holds the passphrase.' }),
    passphraseRoleArn: t.string({ description: 'The role that MediaConnect reads the secret with.' }),
    listenPort: t.int({ description: 'Where a listener listens.' }),
    cidrAllowList: t.stringList({ description: 'The networks that may connect to a listener.' }),
  }),
});
