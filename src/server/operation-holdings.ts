import type { DocumentNode, ExecutionArgs, GraphQLError } from 'graphql';
import { rateLimited } from './rate-limited.ts';

type Operation = Pick<ExecutionArgs, 'document' | 'operationName' | 'variableValues'>;

export interface OperationHoldings {
  /**
   * Counts what an operation keeps while it is open, and with it the request it came in, where that is kept.
   * Returns the way to let it go, or why it may not be opened.
   */
  hold(tokenKey: string, operation: Operation, requestBytes?: number): (() => void) | GraphQLError;
}

interface Held {
  bytes: number;
  /** How many operations keep each document: those with the same text mostly share what was parsed of it. */
  documents: Map<DocumentNode, number>;
}

/** Measured: a token of a document takes 250 to 400 bytes when it is parsed. */
const bytesPerToken = 400;
/** Measured: a list of short strings takes twice its JSON, and is kept as variables and as the filter made of them. */
const bytesPerJsonCharacter = 4;
/** Of an operation's own bookkeeping. */
const bytesPerOperation = 4_096;
/** Nobody knows when an operation is over. */
const comeAgainMs = 5_000;

/** Bounds what open subscriptions keep, by token: their documents and their variables. */
export function createOperationHoldings(bytesPerTokenKey: number): OperationHoldings {
  const byToken = new Map<string, Held>();

  function letGo(key: string, held: Held, document: DocumentNode, bytes: number): void {
    held.bytes -= bytes;
    const uses = (held.documents.get(document) ?? 1) - 1;
    if (uses > 0) held.documents.set(document, uses);
    else {
      held.documents.delete(document);
      held.bytes -= documentBytes(document);
    }
    if (held.documents.size === 0) byToken.delete(key);
  }

  return {
    hold(key, { document, operationName, variableValues }, requestBytes = 0) {
      const held = byToken.get(key) ?? { bytes: 0, documents: new Map() };
      const uses = held.documents.get(document) ?? 0;
      const characters = JSON.stringify(variableValues ?? null).length + (operationName?.length ?? 0);
      const bytes = characters * bytesPerJsonCharacter + 2 * requestBytes + bytesPerOperation;
      const added = bytes + (uses === 0 ? documentBytes(document) : 0);
      if (held.bytes + added > bytesPerTokenKey) {
        return rateLimited('The open subscriptions of this token keep too much. End some, or ask for less.', {
          ...{ limit: bytesPerTokenKey, remaining: Math.max(0, bytesPerTokenKey - held.bytes) },
          retryAfterMs: comeAgainMs,
        });
      }
      held.bytes += added;
      held.documents.set(document, uses + 1);
      byToken.set(key, held);
      let over = false;
      return () => {
        if (!over) letGo(key, held, document, bytes);
        over = true;
      };
    },
  };
}

const known = new WeakMap<DocumentNode, number>();

function documentBytes(document: DocumentNode): number {
  const found = known.get(document);
  if (found !== undefined) return found;
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  const bytes = tokens * bytesPerToken + 2 * (document.loc?.source.body.length ?? 0);
  known.set(document, bytes);
  return bytes;
}
