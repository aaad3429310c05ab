/** Tells tokens apart for limits: those of the settings by name, others by id. */
export const tokenKeyOf = ({ tokenId, name }: { tokenId?: string | null; name: string }): string =>
  tokenId ? `token ${tokenId}` : `settings ${name}`;
