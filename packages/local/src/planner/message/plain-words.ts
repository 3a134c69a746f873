const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\b(?:can't|cannot)\b/g, 'can not'],
  [/\bdont\b/g, 'do not'],
  [/n't\b/g, ' not'],
  [/\blet's\b/g, 'let us'],
  [/\bwhats\b/g, 'what is'],
  [/\b(what|where|who|how|it|that|there|here|when|why)'s\b/g, '$1 is'],
  [/'(?:d|ll)\b/g, ' would'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/\bi'm\b/g, 'i am'],
];

const PHRASAL_VERBS: readonly (readonly [RegExp, string])[] = [
  [/\bre-(?=(?:run|deploy|do|start|build|install|try|apply|create)\b)/g, 're'],
  [/\b(set|spin|stand|bring|scale|roll|kick|tear|shut)(?:s|ing|ting|ning)?[ -](up|out|off|down|back)\b/g, '$1$2'],
  [/\b(set|bring|stand)\b(?=.{1,80}\bup\b)/g, '$1up'],
  [/\broll\b(?=.{1,80}\bback\b)/g, 'rollback'],
  [/\btear\b(?=.{1,80}\bdown\b)/g, 'teardown'],
  [/\btry (?:it |that |this )?again\b/g, 'retry'],
  [/\b(?:run|start|deploy|do) (?:it|that|this) again\b/g, 'retry'],
];

/** Replaces typographic quotes and dashes by plain ones; the length stays. */
export function plainQuotes(text: string): string {
  return text
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[\u00a0\t]/g, ' ');
}

/** Writes a text in lower case, contractions written out and phrasal verbs as one word. */
export function plainWords(text: string): string {
  let plain = plainQuotes(text).toLowerCase();
  for (const [form, written] of [...CONTRACTIONS, ...PHRASAL_VERBS]) plain = plain.replace(form, written);
  return plain;
}
