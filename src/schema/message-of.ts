/** What a subscription resolver delivers. */
export type MessageOf<Watch extends (...args: never[]) => AsyncIterable<unknown>> =
  ReturnType<Watch> extends AsyncIterable<infer Message> ? Message : never;
