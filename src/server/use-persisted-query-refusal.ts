import type { Plugin } from 'graphql-yoga';
import { apiError } from './mask-error.ts';

/** Answers a hash without a document as clients with persisted queries expect: they then send the document. */
export function usePersistedQueryRefusal(): Plugin {
  return {
    onParams({ params: { query, extensions } }) {
      if (query || !extensions?.['persistedQuery']) return;
      throw apiError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', {
        http: { status: 200 },
      });
    },
  };
}
