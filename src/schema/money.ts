import { builder } from './builder.ts';

interface Amount {
  /** US dollars, as text. */
  amount: string;
  /** Left out: true. */
  complete?: boolean | undefined;
}

export const Money = builder.objectRef<Amount>('Money').implement({
  description: 'A sum of money.',
  fields: (t) => ({
    amount: t.exposeString('amount', { description: 'A decimal number, e.g. 0.5976.' }),
    currency: t.string({ description: 'ISO 4217.', resolve: () => 'USD' }),
    estimate: t.boolean({
      description: 'True: follows from the configured rates; AWS sends the bill.',
      resolve: () => true,
    }),
    complete: t.boolean({
      description: 'False when a part has no known price and is not in amount.',
      resolve: ({ complete = true }) => complete,
    }),
  }),
});

interface Costing {
  costPerHour: string;
  costComplete?: boolean | undefined;
}

/** Returns what a record costs per hour as a sum of money. */
export const hourlyCost = ({ costPerHour, costComplete }: Costing): Amount => ({
  amount: costPerHour,
  complete: costComplete,
});
