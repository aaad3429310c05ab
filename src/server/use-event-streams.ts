import type { Plugin } from 'graphql-yoga';

/** Asks proxies to pass event streams on as they come: nginx holds them back by default, and others compress them. */
export function useEventStreams(): Plugin {
  return {
    onResponse({ response: { headers } }) {
      if (!headers.get('content-type')?.startsWith('text/event-stream')) return;
      headers.set('x-accel-buffering', 'no');
      headers.set('cache-control', 'no-cache, no-transform');
      // Yoga says `none`, which is no encoding that HTTP knows.
      headers.delete('content-encoding');
    },
  };
}
