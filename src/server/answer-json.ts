import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Unobserved } from '../pubsub/freshness.ts';
import type { ContextDeps } from '../resolvers/context.ts';
import { answerQuery, type Rendered } from './answer-query.ts';
import type { Carried, Made } from './api-context.ts';
import type { Session } from './authenticate.ts';
import { type Graphql, maxMessageBytes } from './create-graphql.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Metrics } from './metrics.ts';
import type { OperationLimits } from './operation-limits.ts';
import { sendAnswer } from './send-answer.ts';

interface AnswerJsonDeps {
  graphql: Graphql;
  /** Null: none is kept. */
  kept: KeptAnswers | null;
  contextDeps: ContextDeps;
  metrics: Metrics;
  limits: OperationLimits;
}

/**
 * Answers a request that asks for one JSON answer: with a kept one where nothing it was made of has changed, else
 * through the whole pipeline. False, and nothing done, for whatever is not such a request (streams, odd bodies).
 */
export function createJsonAnswerer({ graphql, kept, contextDeps, metrics, limits }: AnswerJsonDeps) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    session: Session,
    carried: Carried,
  ): Promise<boolean> => {
    if (!asksForJson(request)) return false;
    const body = request.method === 'POST' ? await readBody(request) : '';
    const unobserved = contextDeps.freshness?.unobserved() ?? null;
    const key = kept ? keyOf(request, body, session, unobserved) : '';
    const known = kept?.find(key);
    // Over the limit, the pipeline says so.
    if (known && limits.mayGiveKept(session, carried.address)) {
      metrics.operations.inc({ type: 'query', outcome: 'kept' });
      await sendAnswer(request, response, known, carried.requestId);
      return true;
    }

    const made: Made | undefined = kept ? { reads: null } : undefined;
    const carries: Carried = made ? { ...carried, made } : carried;
    const position = contextDeps.store.state.position;
    const answer =
      (await answerQuery(graphql, request, body, carries)) ?? (await answerByYoga(request, body, carries));
    const sameView = (contextDeps.freshness?.unobserved() ?? null) === unobserved;
    const keeps = kept && sameView && answer.status === 200 && made?.reads;
    const sent = keeps ? kept.keep(key, answer, position, keeps) : answer;
    await sendAnswer(request, response, sent, carried.requestId);
    return true;
  };

  /** All that can change a byte of an answer besides the records. */
  function keyOf(
    { method, url, headers }: IncomingMessage,
    body: string,
    { viewer }: Session,
    unobserved: Unobserved | null,
  ): string {
    const { role, flowIds, name } = viewer;
    const scope = [role, flowIds, name, contextDeps.leads(), unobserved];
    const { accept, origin, host } = headers;
    return JSON.stringify([method, url, accept, headers['content-type'], origin, host, scope, body]);
  }

  async function answerByYoga(
    { method = 'GET', url = '/', headers }: IncomingMessage,
    body: string,
    carried: Carried,
  ): Promise<Rendered> {
    const answer = await graphql.fetch(
      new graphql.fetchAPI.Request(`http://${headers.host ?? 'localhost'}${url}`, {
        method,
        headers: headers as Record<string, string>,
        ...(method === 'POST' && { body }),
      }),
      carried,
    );
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
  }
}

function asksForJson({ method, headers }: IncomingMessage): boolean {
  if (headers.accept?.includes('text/event-stream') || headers.accept?.includes('multipart/')) return false;
  if (method === 'GET') return true;
  const length = Number(headers['content-length']);
  return method === 'POST' && length <= maxMessageBytes && headers['content-encoding'] === undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
