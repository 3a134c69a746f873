const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}' +
  'table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}' +
  '.success{color:#2a7f3f}.failed{color:#c0392b}.running{color:#2563a8}small{opacity:.7}';

/** How it looks where something stands. */
export type Look = 'success' | 'failed' | 'running' | 'plain';

/** A text of a page, and how it looks. */
export interface Cell {
  readonly text: string;
  readonly look: Look;
  /** Where it leads. */
  readonly href?: string | undefined;
}

export interface HtmlPage {
  readonly title: string;
  /** Where what the page is about stands. */
  readonly status?: Cell | undefined;
  /** What it is, in a sentence. */
  readonly about: string;
  /** Rows below a row of headings. */
  readonly tables: readonly {
    readonly head: readonly string[];
    readonly rows: readonly (readonly (string | Cell)[])[];
  }[];
  /** Whether it will be another soon: then a browser asks again. */
  readonly changes: boolean;
}

/** Writes a page for people. All that it is given is text, whoever wrote it. */
export function htmlPage({ title, status, about, tables, changes }: HtmlPage): string {
  const refresh = changes ? '<meta http-equiv="refresh" content="1">' : '';
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>${refresh}<style>${STYLE}</style>`,
    `<h1>${escapeHtml(title)}${status === undefined ? '' : ` <span class="${status.look}">${escapeHtml(status.text)}</span>`}</h1>`,
    `<p>${escapeHtml(about)}</p>`,
    ...tables.map(
      ({ head, rows }) => `<table>${rowOf('th', head)}${rows.map((row) => rowOf('td', row)).join('')}</table>`,
    ),
    '</html>',
  ].join('\n');
}

function rowOf(tag: 'th' | 'td', cells: readonly (string | Cell)[]): string {
  const written = cells.map((cell) => {
    const { text, look, href } = typeof cell === 'string' ? { text: cell, look: 'plain', href: undefined } : cell;
    const content = href === undefined ? escapeHtml(text) : `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
    return `<${tag} class="${look}">${content}</${tag}>`;
  });
  return `<tr>${written.join('')}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
