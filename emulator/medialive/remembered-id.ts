import type { World } from '../world.ts';

/** What an earlier call with this RequestId made, if that is still remembered. */
export function rememberedId({ account, now }: World, token: string): string | undefined {
  const made = account.requestIds[token];
  const { requestIdMs } = account.settings.undocumented;
  return made && (requestIdMs === null || now() - made.at < requestIdMs) ? made.id : undefined;
}
