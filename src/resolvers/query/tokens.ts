import { isWithin } from '../../domain/commands/revoke-token.ts';
import type { Token } from '../../domain/records.ts';
import type { Context } from '../context.ts';

/** The tokens that the viewer may revoke, newest first. */
export function tokens({ state, viewer }: Context): Token[] {
  const age = ({ createdAt, id }: Token) => `${createdAt} ${id}`;
  return [...state.all('token')]
    .filter((token) => isWithin(token, viewer))
    .sort((a, b) => (age(a) < age(b) ? 1 : -1));
}

/** The token with this raw id; null unless an ADMIN asks for one that he may revoke. */
export function findToken({ state, viewer }: Context, id: string): Token | null {
  const token = viewer.role === 'ADMIN' ? state.get('token', id) : undefined;
  return token && isWithin(token, viewer) ? token : null;
}
