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

/** A request that asks for one JSON answer. */
interface JsonRequest {
  request: IncomingMessage;
  body: string;
  session: Session;
  carried: Carried;
}

/**
 * Answers a request that asks for one JSON answer: with a kept one where nothing it was made of has changed, else
 * through the whole pipeline. False, and nothing done, for whatever is not such a request (streams, odd bodies).
 */
export function createJsonAnswerer(deps: AnswerJsonDeps) {
  const answerer = new JsonAnswerer(deps);
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    session: Session,
    carried: Carried,
  ): Promise<boolean> => {
    if (!asksForJson(request)) return false;
    const body = request.method === 'POST' ? await readBody(request) : '';
    const asked: JsonRequest = { request, body, session, carried };
    const key = answerer.keyOf(asked);
    const answer = answerer.findKept(key, asked) ?? (await answerer.makeAnswer(key, asked));
    await sendAnswer(request, response, answer, carried.requestId);
    return true;
  };
}

class JsonAnswerer {
  constructor(private readonly deps: AnswerJsonDeps) {}

  /** All that can change a byte of an answer besides the records; empty where none is kept. */
  keyOf({ request, body, session: { viewer } }: JsonRequest): string {
    const { kept, contextDeps } = this.deps;
    if (!kept) return '';
    const { role, flowIds, name } = viewer;
    const scope = [role, flowIds, name, contextDeps.leads(), ...this.unobserved()];
    const { method, url, headers } = request;
    const { accept, origin, host } = headers;
    return JSON.stringify([method, url, accept, headers['content-type'], origin, host, scope, body]);
  }

  /** Over the limit, none is given: the pipeline refuses the request. */
  findKept(key: string, { session, carried }: JsonRequest): Answer | null {
    const { kept, limits, metrics } = this.deps;
    const known = kept?.find(key);
    if (!known || !limits.mayGiveKept(session, carried.address)) return null;
    metrics.operations.inc({ type: 'query', outcome: 'kept' });
    return known;
  }

  /** Keeps the answer too, unless records read otherwise by then than when it was begun. */
  async makeAnswer(key: string, asked: JsonRequest): Promise<Answer> {
    const { kept, contextDeps } = this.deps;
    if (!kept) return this.runPipeline(asked, asked.carried);
    const made: Made = { reads: null };
    const [unobserved, mark] = this.unobserved();
    const { position } = contextDeps.store.state;
    const answer = await this.runPipeline(asked, { ...asked.carried, made });
    const [unobservedNow, markNow] = this.unobserved();
    const mayKeep = answer.status === 200 && unobservedNow === unobserved && markNow === mark;
    return mayKeep && made.reads ? kept.keep(key, answer, position, made.reads) : answer;
  }

  private async runPipeline({ request, body }: JsonRequest, carried: Carried): Promise<Rendered> {
    const { graphql } = this.deps;
    const answer = await answerQuery(graphql, request, body, carried);
    return answer ?? answerByYoga(graphql, request, body, carried);
  }

  private unobserved(): [whole: Unobserved | null, mark: number] {
    const { freshness } = this.deps.contextDeps;
    return [freshness?.unobserved() ?? null, freshness?.parts.mark ?? 0];
  }
}

async function answerByYoga(
  graphql: Graphql,
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
