import type { Context, ContextDeps } from '../resolvers/context.ts';
import type { Session } from './authenticate.ts';
import type { EndReason } from './connections.ts';
import type { Sink, SinkOwner } from './fan-out/sink.ts';
import type { Metrics } from './metrics.ts';
import type { Read } from './track-reads.ts';

/** Filled in when a query was answered without errors: what its answer was made of. */
export interface Made {
  reads: ReadonlySet<Read> | null;
}

/** What a transport says of a request, whichever it is. */
export interface Carried {
  /** Null where no token that counts was shown. */
  session: Session | null;
  requestId: string;
  /** The network it comes from, which tells strangers apart for limits. */
  address: string;
  /**
   * As `Connections.keep`, for a stream that has a connection of its own. CLOSED: nobody is there any more.
   * @throws GraphQLError when no stream may be opened here
   */
  keepStream(end: (reason: EndReason | 'CLOSED') => void): () => void;
  /** Ends the connection without a word, so that the client comes again. */
  cut(): void;
  /** For an answer that may be kept. */
  made?: Made;
  /** Length of the request, where it is kept for as long as its answer. */
  requestBytes?: number;
  /** Where messages shared with others go; left out: no stream is opened here. */
  sink?: (owner: SinkOwner) => Sink;
}

/** The whole context of an operation: what resolvers see, and what the edge needs besides. */
export interface ApiContext extends Context, Omit<Carried, 'session' | 'address'> {
  address: string;
  session: Session;
  contextDeps: ContextDeps;
  metrics: Metrics;
  /** What was read through this context so far; null where nobody keeps the answer. */
  reads: ReadonlySet<Read> | null;
}
