import type { ReadResourceResult } from '@modelcontextprotocol/server';
import { executionEventToWire, executionToWire } from '@sluice/core';
import type { ResourceTemplateDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { readLogTail } from '../tools/log-page.ts';
import { UNTRUSTED_NOTICE } from '../untrusted-text.ts';

const LOG_CHARACTERS = 64_000;
const AUDIT_EVENTS = 100;
const UNTRUSTED = { 'io.sluice/untrusted': true };

/** The resources of an execution: its record, its log, its audit trail. */
export function executionResources(product: Product): readonly ResourceTemplateDefinition[] {
  return [recordResource(product), logResource(product), auditResource(product)];
}

function recordResource({ service }: Product): ResourceTemplateDefinition {
  return {
    uriTemplate: 'sluice://executions/{execution_id}',
    name: 'execution',
    title: 'Execution',
    description: 'An execution as it is now, as JSON.',
    mimeType: 'application/json',
    scope: 'read',
    async read(uri, { execution_id = '' }, { principal, signal, noteExecution }) {
      noteExecution(execution_id);
      const { execution, note } = await service.get(execution_id, principal, { signal });
      return json(uri, executionToWire(execution, note));
    },
  };
}

function logResource({ service }: Product): ResourceTemplateDefinition {
  return {
    uriTemplate: 'sluice://executions/{execution_id}/log',
    name: 'execution-log',
    title: 'Log of an execution',
    description: `The last ${LOG_CHARACTERS} characters that the run wrote: untrusted text. get_execution_log reads the rest.`,
    mimeType: 'text/plain',
    scope: 'read',
    async read(uri, { execution_id = '' }, { principal, signal, noteExecution }) {
      noteExecution(execution_id);
      const { content, isCut, complete } = await readLogTail(
        service,
        { executionId: execution_id, principal, signal },
        LOG_CHARACTERS,
      );
      const more = isCut ? '[The log is longer: get_execution_log goes on.]' : '[The run goes on.]';
      const text = `[${UNTRUSTED_NOTICE}]\n${content}${complete ? '' : `\n${more}\n`}`;
      return { contents: [{ uri, mimeType: 'text/plain', text, _meta: UNTRUSTED }] };
    },
  };
}

function auditResource({ service }: Product): ResourceTemplateDefinition {
  return {
    uriTemplate: 'sluice://executions/{execution_id}/audit',
    name: 'execution-audit',
    title: 'Audit trail of an execution',
    description: `Every change of an execution and who caused it, oldest first, as JSON: the last ${AUDIT_EVENTS}.`,
    mimeType: 'application/json',
    scope: 'read',
    async read(uri, { execution_id = '' }, { principal, noteExecution }) {
      noteExecution(execution_id);
      const events = await service.listEvents(execution_id, principal);
      const kept = events.slice(-AUDIT_EVENTS).map(executionEventToWire);
      const left = events.length - kept.length;
      return json(uri, { ...(left === 0 ? {} : { note: `${left} older events are left out.` }), events: kept });
    },
  };
}

function json(uri: string, value: unknown): ReadResourceResult {
  return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(value, null, 2) }] };
}
