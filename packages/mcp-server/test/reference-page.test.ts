import { describe, expect, it } from 'vitest';
import { openApiDocumentJson } from '../src/generated/openapi-document.ts';
import { type Document, operationsOf } from '../src/reference-page/document.ts';
import { curlCommand, exampleRequest } from '../src/reference-page/example.ts';
import { renderReferencePage } from '../src/reference-page/reference-page.ts';

const document: Document = JSON.parse(openApiDocumentJson);

function commandOf(operationId: string): string {
  const operation = operationsOf(document).find((candidate) => candidate.operationId === operationId);
  if (operation === undefined) throw new Error(`there is no operation ${operationId}`);
  return curlCommand(exampleRequest(operation, document), 'http://127.0.0.1:8000');
}

describe('a command of the reference page', () => {
  it.each([
    ['getHealth', 'curl "http://127.0.0.1:8000/healthz"'],
    ['listExecutions', 'curl "http://127.0.0.1:8000/executions?environment=$ENVIRONMENT" \\\n  -H "X-API-Key: $KEY"'],
    [
      'cancelExecution',
      'curl -X POST "http://127.0.0.1:8000/executions/$EXECUTION_ID/cancel" \\\n  -H "X-API-Key: $KEY"',
    ],
    [
      'answerApproval',
      'curl -X POST "http://127.0.0.1:8000/executions/$EXECUTION_ID/approvals" \\\n  -H "X-API-Key: $KEY" \\\n' +
        '  -H "Content-Type: application/json" \\\n  -d \'{"approval_id":"<approval_id>","decision":"approve"}\'',
    ],
    ['receiveWebhook', 'curl -X POST "http://127.0.0.1:8000/webhooks/$EXECUTOR" \\\n  --data-binary @body'],
  ])('is as short as it can be: %s', (operationId, command) => {
    expect(commandOf(operationId)).toBe(command);
  });
});

describe('the reference page', () => {
  it('takes no markup from the document', async () => {
    const attack = '"><script>alert(1)</script>';
    const { html } = await renderReferencePage({
      info: { title: attack, version: attack, description: `\`${attack}\`` },
      servers: [{ url: attack }],
      tags: [{ name: attack, description: attack }],
      components: { schemas: { [attack]: { type: attack, description: attack } }, responses: {}, parameters: {} },
      paths: {
        [`/${attack}`]: {
          get: {
            operationId: attack,
            tags: [attack],
            summary: attack,
            description: attack,
            parameters: [{ name: attack, in: 'query', description: attack, schema: { enum: [attack] } }],
            responses: { 200: { description: attack, content: { [attack]: { schema: { type: attack } } } } },
          },
        },
      },
    });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });

  it('names the part that the document refers to and does not have', async () => {
    const broken: Document = {
      ...document,
      components: { ...document.components, responses: {} },
    };
    await expect(async () => renderReferencePage(broken)).rejects.toThrow('#/components/responses/Problem');
  });
});
