/**
 * Takes the given secrets, as they are and percent-encoded, out of a text that AWS wrote. The longest go first, so
 * that one which is a part of another leaves no rest. Very short ones would only garble the text and are left.
 */
export function hideSecrets(text: string, secrets: Iterable<string>): string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  return [...forms]
    .sort((a, b) => b.length - a.length)
    .reduce((hidden, form) => hidden.replaceAll(form, '[hidden]'), text);
}
