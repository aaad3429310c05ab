/** The one argument of every mutation. */
export const inputArgument = { required: true, description: 'What is wished for.' } as const;
