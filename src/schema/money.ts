import { builder } from './builder.ts';

/** Parent: the amount in US dollars, as text. */
export const Money = builder.objectRef<string>('Money').implement({
  description: 'A sum of money.',
  fields: (t) => ({
    amount: t.string({ description: 'A decimal number, e.g. 0.5976.', resolve: (amount) => amount }),
    currency: t.string({ description: 'ISO 4217.', resolve: () => 'USD' }),
    estimate: t.boolean({
      description: 'True: follows from the configured rates; AWS sends the bill.',
      resolve: () => true,
    }),
  }),
});
