import { html } from 'hono/html';
import type { Answer, Document, MediaType, Operation, ResponseObject } from './document.ts';
import { curlCommand, exampleRequest } from './example.ts';
import { type Html, inlineText, paragraph } from './inline-text.ts';
import { renderFields, typeOf } from './schema.ts';

const PLACES = { path: 'in the path', query: 'in the query', header: 'a header' } as const;

/** Renders an operation: what it is for, what it takes, what it answers, and how to try it. */
export function renderOperation(operation: Operation, document: Document): Html {
  const { operationId: id, summary, description, security, method, path } = operation;
  const command = curlCommand(exampleRequest(operation, document), document.servers[0]?.url ?? '');
  return html`
    <section id="${id}" aria-labelledby="${id}-name">
      <h3 id="${id}-name"><a href="#${id}">${summary}</a></h3>
      <p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></p>
      ${paragraph(description)}
      ${security?.length === 0 ? html`<p class="note">Needs no key.</p>` : ''}
      ${renderParameters(operation)}
      ${renderBody(operation)}
      <h4>Answers</h4>
      <dl>${operation.responses.map(renderAnswer)}</dl>
      <h4>Example</h4>
      <pre tabindex="0" role="region" aria-label="Example: ${summary}"><code>${command}</code></pre>
    </section>`;
}

/** Renders the method and the path of an operation as a link to it. */
export function renderOperationLink({ operationId, method, path }: Operation): Html {
  return html`<a href="#${operationId}"
    ><span class="method ${method}">${method.toUpperCase()}</span> <span>${path}</span></a
  >`;
}

/** Renders an answer that many operations have. */
export function renderSharedAnswer(name: string, response: ResponseObject): Html {
  return html`
    <section id="answer-${name}" aria-labelledby="answer-${name}-name">
      <h3 id="answer-${name}-name"><a href="#answer-${name}">${name}</a></h3>
      ${renderResponse(response)}
    </section>`;
}

function renderParameters({ parameters }: Operation): Html | undefined {
  if (parameters.length === 0) return undefined;
  const fields = parameters.map(({ required, in: place, ...parameter }) => ({
    ...parameter,
    isRequired: required === true,
    place: PLACES[place],
  }));
  return html`<h4>Parameters</h4>${renderFields(fields)}`;
}

function renderBody({ requestBody }: Operation): Html | undefined {
  if (requestBody === undefined) return undefined;
  return html`
    <h4>Body</h4>
    ${paragraph(requestBody.description)}
    <ul class="types">${renderContent(requestBody.content)}</ul>
    ${requestBody.required === true ? '' : html`<p class="note">May be left out.</p>`}`;
}

function renderAnswer({ statuses, response, sharedName }: Answer): Html {
  return html`
    <div>
      <dt>${statuses.map((status) => html`<code>${status}</code> `)}</dt>
      <dd>
        ${
          sharedName === undefined
            ? renderResponse(response)
            : html`${inlineText(response.description)} <a href="#answer-${sharedName}">${sharedName}</a>`
        }
      </dd>
    </div>`;
}

function renderResponse({ description, headers = {}, content = {} }: ResponseObject): Html {
  const fields = Object.entries(headers).map(([name, header]) => ({
    name,
    ...header,
    isRequired: false,
    place: PLACES.header,
  }));
  return html`
    ${inlineText(description)}
    ${Object.keys(content).length === 0 ? '' : html`<ul class="types">${renderContent(content)}</ul>`}
    ${fields.length === 0 ? '' : renderFields(fields)}`;
}

function renderContent(content: Readonly<Record<string, MediaType>>): readonly Html[] {
  return Object.entries(content).map(
    ([type, { schema }]) => html`<li><code>${type}</code>: <span class="type">${typeOf(schema)}</span></li>`,
  );
}
