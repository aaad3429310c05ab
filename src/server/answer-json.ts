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
import { type Answer, sendAnswer } from './send-answer.ts';

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
    const key = keyOf(request, body, session);
    const sent = findKept(key, session, carried) ?? (await makeAnswer(request, body, carried, key));
    await sendAnswer(request, response, sent, carried.requestId);
    return true;
  };

  /** Over the limit, none is given: the pipeline refuses the request. */
  function findKept(key: string, session: Session, { address }: Carried): Answer | null {
    const known = kept?.find(key);
    if (!known || !limits.mayGiveKept(session, address)) return null;
    metrics.operations.inc({ type: 'query', outcome: 'kept' });
    return known;
  }

  /** Keeps the answer too, unless records read otherwise by then than when it was begun. */
  async function makeAnswer(
    request: IncomingMessage,
    body: string,
    carried: Carried,
    key: string,
  ): Promise<Answer> {
    if (!kept) return answerThroughPipeline(request, body, carried);
    const made: Made = { reads: null };
    const unobserved = unobservedNow();
    const { position } = contextDeps.store.state;
    const answer = await answerThroughPipeline(request, body, { ...carried, made });
    const mayKeep = answer.status === 200 && unobservedNow() === unobserved;
    return mayKeep && made.reads ? kept.keep(key, answer, position, made.reads) : answer;
  }

  async function answerThroughPipeline(
    request: IncomingMessage,
    body: string,
    carried: Carried,
  ): Promise<Rendered> {
    const answer = await answerQuery(graphql, request, body, carried);
    return answer ?? answerByYoga(request, body, carried);
  }

  function unobservedNow(): Unobserved | null {
    return contextDeps.freshness?.unobserved() ?? null;
  }

  /** All that can change a byte of an answer besides the records. */
  function keyOf({ method, url, headers }: IncomingMessage, body: string, { viewer }: Session): string {
    if (!kept) return '';
    const { role, flowIds, name } = viewer;
    const scope = [role, flowIds, name, contextDeps.leads(), unobservedNow()];
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
