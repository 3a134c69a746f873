import { html } from 'hono/html';

/** A piece of the page, escaped. */
export type Html = ReturnType<typeof html>;

/** Renders a description: what stands between backticks is code. */
export function inlineText(text: string): Html {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Renders a description as a paragraph; nothing where there is none. */
export function paragraph(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<p>${inlineText(text)}</p>`;
}
