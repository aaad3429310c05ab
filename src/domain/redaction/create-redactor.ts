import { isSecret } from './is-secret.ts';
import { type Reading, readingsOf } from './readings-of.ts';

/** Takes known secrets out of texts before anyone sees them. */
export interface Redactor {
  /** Keeps secrets that are in use by `owner`, in place of those it had. They are known as long as it has them. */
  hold(owner: string, secrets: readonly string[]): void;
  /** Keeps a secret that nobody has in use; the oldest of these are forgotten beyond the bound. */
  remember(secret: string): void;
  /** The text with `[hidden]` in place of each secret in any spelling: JSON, URL, other case. */
  redact(text: string): string;
}

/** How many characters of a secret find it in a text. Whatever is a secret has more. */
const headLength = 6;

/** Texts too ordinary to be secrets are not hidden. `mostRemembered`: how many that are in use no more stay known. */
export function createRedactor({ mostRemembered = 20_000 }: { mostRemembered?: number } = {}): Redactor {
  const held = new Map<string, readonly string[]>();
  const remembered = new Set<string>();
  /** What stands for secrets in a text, by its head; with how many secrets say so. */
  const known: Known = new Map();
  /** How many heads begin with these two characters: most places in a text are passed over by this alone. */
  const pairs = new Map<number, number>();

  function count(secret: string, by: 1 | -1): void {
    for (const form of formsOf(secret)) {
      const head = form.slice(0, headLength);
      const forms = known.get(head) ?? new Map<string, number>();
      const holders = (forms.get(form) ?? 0) + by;
      if (holders > 0) forms.set(form, holders);
      else forms.delete(form);
      if (known.has(head) !== forms.size > 0) {
        const pair = pairAt(head, 0);
        pairs.set(pair, (pairs.get(pair) ?? 0) + (forms.size > 0 ? 1 : -1));
        if (pairs.get(pair) === 0) pairs.delete(pair);
      }
      if (forms.size > 0) known.set(head, forms);
      else known.delete(head);
    }
  }

  function remember(secret: string): void {
    if (!isSecret(secret)) return;
    if (!remembered.delete(secret)) count(secret, 1);
    remembered.add(secret);
    const [oldest] = remembered;
    if (remembered.size <= mostRemembered || oldest === undefined) return;
    remembered.delete(oldest);
    count(oldest, -1);
  }

  return {
    hold(owner, secrets) {
      const before = held.get(owner) ?? [];
      for (const secret of secrets) count(secret, 1);
      if (secrets.length > 0) held.set(owner, [...secrets]);
      else held.delete(owner);
      for (const secret of before) {
        // AWS may still speak of it for a while.
        remember(secret);
        count(secret, -1);
      }
    },
    remember,
    redact(text) {
      if (known.size === 0 || text.length < headLength) return text;
      return hide(
        text,
        readingsOf(text).flatMap((reading) => findIn(reading, known, pairs)),
      );
    },
  };
}

/** The secret itself, what it means decoded, and its part before a query, each as far as it is a secret. */
function formsOf(secret: string): Set<string> {
  const parts = new Set([secret, secret.split('?')[0] ?? '']);
  const forms = [...parts]
    .filter(isSecret)
    .flatMap((part) =>
      readingsOf(part).flatMap(({ text }, layer) => (layer === 0 || isSecret(text) ? text : [])),
    );
  return new Set(forms.filter((form) => form.length > headLength));
}

type Known = Map<string, Map<string, number>>;
type Span = readonly [from: number, to: number];

const pairAt = (text: string, at: number) => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);

function findIn({ text, starts, ends }: Reading, known: Known, pairs: ReadonlyMap<number, number>) {
  const spans: Span[] = [];
  for (let at = 0; at + headLength < text.length; at += 1) {
    if (!pairs.has(pairAt(text, at))) continue;
    const forms = known.get(text.slice(at, at + headLength));
    if (!forms) continue;
    for (const form of forms.keys()) {
      if (!text.startsWith(form, at)) continue;
      const last = at + form.length - 1;
      spans.push([starts?.[at] ?? at, ends?.[last] ?? last + 1]);
    }
  }
  return spans;
}

/** Overlapping finds are hidden as one, so that no rest of the longer is left. */
function hide(text: string, spans: readonly Span[]): string {
  let shown = '';
  let done = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (from >= done) shown += `${text.slice(done, from)}[hidden]`;
    done = Math.max(done, to);
  }
  return shown + text.slice(done);
}
