import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type Document, type Operation, operationsOf } from './document.ts';
import { type Html, inlineText, paragraph } from './inline-text.ts';
import { renderOperation, renderOperationLink, renderSharedAnswer } from './operation.ts';
import { renderNamedSchema } from './schema.ts';
import { stylesheet } from './stylesheet.ts';

/** A page and what its browser may load. */
export interface ReferencePage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** Nothing but the page's own style: it has no script, and loads and sends nothing. */
const CONTENT_SECURITY_POLICY: readonly string[] = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Renders an OpenAPI document as a page to read. */
export async function renderReferencePage(document: Document): Promise<ReferencePage> {
  const page = await renderPage(document);
  return { html: page.toString(), contentSecurityPolicy: CONTENT_SECURITY_POLICY.join('; ') };
}

function renderPage(document: Document): Html {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const sections = tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ tags: [own] }) => own === tag.name),
  }));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}: reference</title>
        <style>${raw(stylesheet)}</style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <h1>${info.title}</h1>
          <p class="note">Version ${info.version}. Also as <a href="/openapi.json">OpenAPI</a>.</p>
          ${paragraph(info.description)}
          <p>
            Send an API key as <code>X-API-Key</code>, or a key or a token as <code>Authorization: Bearer</code>. The
            examples take them and other values from variables of the shell, such as <code>$KEY</code>.
          </p>
        </header>
        <div class="layout">
          <nav aria-label="Contents">
            ${sections.map(renderContents)}
            <details>
              <summary>Schemas</summary>
              <ul>${Object.keys(components.schemas).map((name) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
            </details>
          </nav>
          <main id="content">
            ${sections.map((section) => renderTag(section, document))}
            <section aria-labelledby="shared-answers">
              <h2 id="shared-answers">Answers of many operations</h2>
              ${Object.entries(components.responses).map(([name, response]) => renderSharedAnswer(name, response))}
            </section>
            <section aria-labelledby="schemas">
              <h2 id="schemas">Schemas</h2>
              ${Object.entries(components.schemas).map(([name, schema]) => renderNamedSchema(name, schema))}
            </section>
          </main>
        </div>
      </body>
    </html>`;
}

interface TagSection {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

function renderTag({ name, description, operations }: TagSection, document: Document): Html {
  return html`
    <section aria-labelledby="tag-${name}">
      <h2 id="tag-${name}">${titleOf(name)}</h2>
      <p>${inlineText(description)}</p>
      ${operations.map((operation) => renderOperation(operation, document))}
    </section>`;
}

function renderContents({ name, operations }: TagSection): Html {
  return html`<p>${titleOf(name)}</p>
    <ul>${operations.map((operation) => html`<li>${renderOperationLink(operation)}</li>`)}</ul>`;
}

/** What is as short as `mcp` is an abbreviation. */
function titleOf(name: string): string {
  return name.length <= 3 ? name.toUpperCase() : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
