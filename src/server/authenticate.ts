import { createHash, timingSafeEqual } from 'node:crypto';
import { instant } from '../clock.ts';
import { isUseDue, noteTokenUse } from '../domain/commands/note-token-use.ts';
import type { Token } from '../domain/records.ts';
import type { State } from '../domain/state.ts';
import { isTokenLive, tokenEnd, tokenReach } from '../domain/token-end.ts';
import { tokenKeyOf } from '../domain/token-key.ts';
import type { ContextDeps, Viewer } from '../resolvers/context.ts';
import { bearerToken } from './bearer-token.ts';

/** A caller with a valid token. */
export interface Session {
  viewer: Viewer;
  /** Tells tokens apart for limits. */
  key: string;
  expiresAt: string | null;
}

/** The tokens of the settings; null where there is none. */
export interface SettingsTokens {
  admin: string | null;
  operator: string | null;
  viewer: string | null;
}

/** The session behind an `authorization` value (`Bearer …`); null when it is missing, unknown, expired or revoked. */
export type Authenticate = (authorization: unknown) => Session | null;

/** Compares in constant time, with every token there is, so that an answer's time tells nothing. */
export function createAuthenticator(
  { store, clock, hash }: Pick<ContextDeps, 'store' | 'clock' | 'hash'>,
  tokens: SettingsTokens,
): Authenticate {
  const roles = { admin: 'ADMIN', operator: 'OPERATOR', viewer: 'VIEWER' } as const;
  const configured = (['admin', 'operator', 'viewer'] as const).flatMap((name) => {
    const token = tokens[name];
    if (token === null) return [];
    const viewer: Viewer = { name, role: roles[name], tokenId: null, flowIds: null };
    return [{ digest: digest(token), session: { viewer, key: tokenKeyOf(viewer), expiresAt: null } }];
  });

  const noting = new Set<string>();
  /** Nobody waits for it: should the table be silent, the next sign-in tries again. */
  function noteUse(id: string): void {
    const token = store.state.get('token', id);
    if (!token || noting.has(id) || !isUseDue(token, instant(clock.now()))) return;
    noting.add(id);
    store
      .change(noteTokenUse(id))
      .catch(() => null)
      .finally(() => noting.delete(id));
  }

  return (authorization) => {
    const token = bearerToken(authorization);
    if (token === null) return null;
    const given = digest(token);
    const hashed = hash(token);
    const now = instant(clock.now());
    let found: Session | null = null;
    for (const { digest: known, session } of configured) if (timingSafeEqual(known, given)) found ??= session;
    for (const record of store.state.all('token')) {
      if (same(record.hash, hashed) && isTokenLive(store.state, record, now))
        found ??= toSession(store.state, record);
    }
    if (found?.viewer.tokenId) noteUse(found.viewer.tokenId);
    return found;
  };
}

function toSession(state: State, token: Token): Session {
  const viewer = { name: token.name, role: token.role, tokenId: token.id, flowIds: tokenReach(state, token) };
  return { viewer, key: tokenKeyOf(viewer), expiresAt: tokenEnd(state, token) };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
