import { fieldsOf, text } from '../tool-reply.ts';
import { firstSentence } from '../words.ts';
import { describeEntry, entriesOf } from './memory.ts';

/** Tells whether something is deployed, and what may change that: the memory's own verdict, then what it rests on. */
export function describeDeployed(body: unknown): string {
  const reply = fieldsOf(body);
  const section = (title: string, key: string): readonly string[] => {
    const entries = entriesOf(reply[key]);
    return entries.length === 0 ? [] : [title, ...entries.map(describeEntry)];
  };
  const tenants = entriesOf(reply['tenants']).map((one) => `- ${text(one['tenant_id']) ?? '?'}: ${verdict(one)}`);
  const lines = [
    firstSentence(text(reply['message']) ?? ''),
    ...(tenants.length === 0 ? [] : ['For tenants:', ...tenants]),
    ...section('Under way, so that this may change:', 'under_way'),
    ...section('Did not succeed since:', 'failed_since'),
    ...section('Asked for without an answer, so that nobody knows what became of it:', 'unanswered'),
    ...(reply['incomplete'] === true ? ['Older executions were left unread.'] : []),
  ];
  return lines.join('\n');
}

/** Tells what was executed in an environment. */
export function describeHistory(body: unknown): string {
  const reply = fieldsOf(body);
  const where = text(reply['environment']) ?? 'this environment';
  const entries = entriesOf(reply['executions']);
  if (entries.length === 0) return `No execution in ${where} is recorded.`;
  const more = reply['next_cursor'] === undefined ? [] : ['There are older ones.'];
  return [`Executed in ${where}, newest first:`, ...entries.map(describeEntry), ...more].join('\n');
}

function verdict({ deployed }: Readonly<Record<string, unknown>>): string {
  if (typeof deployed !== 'boolean') return 'not known';
  return deployed ? 'deployed' : 'not deployed';
}
