import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { askAgain, RefusedError } from '../_kit/ask-again.ts';
import type { Message } from '../_kit/messages.ts';
import { clusterToken } from './start-cluster.ts';

/** One request on a connection of its own, so that the front gives each to the next process. */
export function ask(
  graphql: string,
  query: string,
  variables: object = {},
  token = clusterToken,
  withinMs = 15_000,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const sent = request(
      graphql,
      { method: 'POST', agent: false, timeout: withinMs, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          try {
            resolve(JSON.parse(text) as Message);
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('No answer in time.')));
    sent.on('error', reject);
    sent.end(JSON.stringify({ query, variables }));
  });
}

interface Result {
  destination: { id: string } | null;
  userErrors: object[];
}

/** As a careful client: the same key again until there is an answer, whoever dies meanwhile. Resolves with the id. */
export async function mutate(
  graphql: string,
  field: string,
  input: object,
  token = clusterToken,
): Promise<string> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) { destination { id } userErrors { code message } } }`;
  const keyed = { input: { ...input, idempotencyKey: randomUUID() } };
  let asked = 0;
  return askAgain(async () => {
    // One that is frozen answers nobody, and one that is busy answers late.
    const withinMs = Math.min(15_000, 4_000 * 2 ** asked);
    asked += 1;
    const { data, errors } = await ask(graphql, query, keyed, token, withinMs);
    const result = data?.['result'] as Result | undefined;
    if (!result) throw new Error(`${field} came to nothing: ${JSON.stringify(errors)}`);
    if (result.userErrors.length > 0) throw new RefusedError(JSON.stringify(result.userErrors));
    return result.destination?.id ?? '';
  });
}
