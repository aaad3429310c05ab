import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import fresh from 'fresh';
import Negotiator from 'negotiator';
import { graphiqlExamples } from './graphiql-examples.ts';
import { graphiqlScript, graphiqlStyle } from './graphiql-script.ts';

/** Whether a browser asks for a page. */
export const wantsPage = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/** Stands where the page's own script puts the headers of this visitor. */
const headersPlace = 'the-headers-of-this-visitor';

interface Page {
  etag: string;
  policy: string;
  /** The page in each encoding that browsers ask for. */
  bodies: Record<string, Buffer>;
}

let page: Promise<Page> | null = null;

/**
 * GraphiQL with everything in the page, so that it works offline. Large, so it is made and compressed at the first
 * visit, and a browser that has it is answered 304. It holds nothing of its visitor: the token is in the link's fragment.
 */
export async function serveGraphiql(request: IncomingMessage, response: ServerResponse): Promise<void> {
  page ??= render().then(compress);
  const { etag, policy, bodies } = await page;
  const accepted = new Negotiator(request).encodings(Object.keys(bodies));
  const encoding = Object.keys(bodies).find((name) => accepted.includes(name)) ?? 'identity';
  const headers = {
    etag: `"${etag}-${encoding}"`,
    vary: 'accept, accept-encoding',
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  };
  if (fresh(request.headers, headers)) return void response.writeHead(304, headers).end();
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
  response.end(bodies[encoding]);
}

async function compress(html: string): Promise<Page> {
  const identity = Buffer.from(html);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6 };
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params }),
    promisify(gzip)(identity),
  ]);
  return { etag: digest(html), policy: policyOf(html), bodies: { br, gzip: zipped, identity } };
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64');

/** Only the scripts that are in the page run, and it talks to this server alone. */
function policyOf(html: string): string {
  const scripts = [...html.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
  return [
    "default-src 'none'",
    `script-src ${scripts.map((text) => `'sha256-${digest(text)}'`).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function render(): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Lunora',
    defaultTabs: graphiqlExamples,
    // Over the same address and headers as everything else.
    subscriptionsProtocol: 'SSE',
    shouldPersistHeaders: false,
    additionalHeaders: { headersPlace },
  });
  const filled = html.split(JSON.stringify({ headersPlace })).join('window.lunoraHeaders');
  if (filled === html) throw new Error('GraphiQL has no place for its headers.');
  const head = filled.indexOf('<head>') + '<head>'.length;
  return `${filled.slice(0, head)}<script>{${graphiqlScript}}</script><style>${graphiqlStyle}</style>${filled.slice(head)}`;
}
