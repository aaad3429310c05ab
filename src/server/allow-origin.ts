/** Whether pages of this origin may use the API: programs send none, a host may always use itself, and so may localhost. */
export function allowsOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  return page.host === host || ['localhost', '127.0.0.1', '[::1]'].includes(page.hostname);
}
