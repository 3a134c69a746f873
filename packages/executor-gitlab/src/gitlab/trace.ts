/**
 * GitLab marks sections of a log with these; a terminal erases them by what follows. What a job writes may look like the
 * beginning of one a million times: so each is looked at so far only.
 */
const MARKER = /(?:\u001b\[0K)?section_(?:start|end):\d{1,20}:[^\r\n]{0,255}\r(?:\u001b\[0K)?/g;

/** Returns the text of a log, or of whole lines of one, without section markers. */
export function traceText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(MARKER, '');
}
