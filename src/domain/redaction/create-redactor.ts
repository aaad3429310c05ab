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
  const known = new KnownForms();

  function count(secret: string, by: 1 | -1): void {
    for (const form of formsOf(secret)) known.count(form, by);
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
      if (known.isEmpty || text.length < headLength) return text;
      return hide(
        text,
        readingsOf(text).flatMap((reading) => known.findIn(reading)),
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

type Span = readonly [from: number, to: number];

const pairAt = (text: string, at: number) => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);

/** What stands for secrets in a text, found by its first characters. */
class KnownForms {
  /** By its head, every form, with how many secrets have it. */
  private readonly byHead = new Map<string, Map<string, number>>();
  /** How many heads begin with these two characters: most places in a text are passed over by this alone. */
  private readonly pairs = new Map<number, number>();

  get isEmpty(): boolean {
    return this.byHead.size === 0;
  }

  count(form: string, by: 1 | -1): void {
    const head = form.slice(0, headLength);
    const forms = this.byHead.get(head) ?? new Map<string, number>();
    add(forms, form, by);
    if (this.byHead.has(head) === forms.size > 0) return;
    if (forms.size > 0) this.byHead.set(head, forms);
    else this.byHead.delete(head);
    add(this.pairs, pairAt(head, 0), forms.size > 0 ? 1 : -1);
  }

  findIn({ text, starts, ends }: Reading): Span[] {
    const spans: Span[] = [];
    for (let at = 0; at + headLength < text.length; at += 1) {
      if (!this.pairs.has(pairAt(text, at))) continue;
      for (const form of this.formsAt(text, at)) {
        const last = at + form.length - 1;
        spans.push([starts?.[at] ?? at, ends?.[last] ?? last + 1]);
      }
    }
    return spans;
  }

  private formsAt(text: string, at: number): readonly string[] {
    const forms = this.byHead.get(text.slice(at, at + headLength));
    return forms ? [...forms.keys()].filter((form) => text.startsWith(form, at)) : none;
  }
}

const none: readonly string[] = [];

/** Counts up or down; what comes to nothing is left out. */
function add<K>(counts: Map<K, number>, key: K, by: number): void {
  const sum = (counts.get(key) ?? 0) + by;
  if (sum > 0) counts.set(key, sum);
  else counts.delete(key);
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
