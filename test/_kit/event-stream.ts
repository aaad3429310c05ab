import { type Message, Messages } from './messages.ts';

/** A GraphQL subscription over server-sent events, read as a browser's fetch would. */
export async function openEventStream(
  endpoint: string,
  token: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Messages & { stop(): void; status: number; headers: Headers }> {
  const abort = new AbortController();
  const response = await fetch(endpoint, {
    method: 'POST',
    body: JSON.stringify({ query, variables }),
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    signal: abort.signal,
  });
  const messages = new Messages();
  void read(response, messages);
  const { status, headers } = response;
  return Object.assign(messages, { stop: () => abort.abort(), status, headers });
}

async function read(response: Response, messages: Messages): Promise<void> {
  let text = '';
  try {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: ?(.*)$/m.exec(block)?.[1] ?? '';
        if (/^event: next$/m.test(block)) messages.push(JSON.parse(data) as Message);
        if (/^event: complete$/m.test(block)) messages.end('complete');
      }
    }
    messages.end('closed');
  } catch (error) {
    messages.end(error);
  }
}
