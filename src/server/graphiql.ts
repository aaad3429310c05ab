import type { IncomingMessage, ServerResponse } from 'node:http';
import { graphiqlExamples } from './graphiql-examples.ts';

/** Whether a browser asks for a page. */
export const wantsPage = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/** Stands where the page's own script puts the headers of this visitor. */
const headersPlace = 'the-headers-of-this-visitor';

/**
 * Takes the token from the link's fragment, which is never sent to a server, keeps it for this tab, and takes it out of
 * the address. Every request and event stream of the page then carries it.
 */
const takeToken = `
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem('lunora token', given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = sessionStorage.getItem('lunora token');
  window.lunoraHeaders = token ? { authorization: 'Bearer ' + token } : {};
`;

/** A tab is pushed aside while it is pressed, so that the click falls beside it and nothing is opened; this holds it. */
const holdTabs = '.graphiql-tab { transform: none !important; }';

let page: Promise<Buffer> | null = null;

/** GraphiQL with everything in the page, so that it works offline. Large, so it is made at the first visit. */
export async function serveGraphiql(response: ServerResponse): Promise<void> {
  page ??= render();
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
  response.end(await page);
}

async function render(): Promise<Buffer> {
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
  return Buffer.from(
    `${filled.slice(0, head)}<script>${takeToken}</script><style>${holdTabs}</style>${filled.slice(head)}`,
  );
}
