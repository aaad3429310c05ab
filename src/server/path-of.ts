/** The path that a request's target names (RFC 9112, 3.2); null where it names none. Never throws, whatever is sent. */
export function pathOf(target = '/'): string | null {
  // Read by itself, a path that begins with two slashes would begin with a host.
  const url = target.startsWith('/') ? `http://localhost${target}` : target;
  return URL.canParse(url) ? new URL(url).pathname : null;
}
