const secretWords =
  /^(key|keys|token|tokens|secret|pass|passwd|password|passphrase|pwd|auth|authorization|sig|signature|cred|creds|credential|credentials|streamname|streamid|hmac|jwt|sas|hdnea|hdnts)$/;

/** Written as one word: `streamkey`, `accesstoken`, `srtauth`, `wowzatokenhash`. */
const secretEnds =
  /^(stream|access|api|auth|secret|publish|push|live|session|srt|rtmp|user|private|signing|wowza|tx|my|id)(key|token|tokenhash|secret|pass|password|auth|sig|signature|pwd|credential)$/;

/** The time between two key frames is no secret. */
const afterKey = /^(frames?|framerate|int|interval)$/;

/** True for the name of a parameter that holds a secret: `streamKey`, `access_token`, `x-sig`; not for `keyframes`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  return words.some((word, index) => {
    if (secretEnds.test(word)) return true;
    if (!secretWords.test(word)) return false;
    return !(word === 'key' && afterKey.test(words[index + 1] ?? ''));
  });
}
