/** GitLab marks sections of a log with these; a terminal erases them by what follows. */
const MARKER = /(?:\u001b\[0K)?section_(?:start|end):\d+:[^\r\n]*\r(?:\u001b\[0K)?/g;

/** Returns the text of a log, or of whole lines of one, without section markers. */
export function traceText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(MARKER, '');
}
