import { fieldsOf, text } from '../tool-reply.ts';
import { stem, stemsOf } from '../words.ts';
import { quoteLog } from './log-quote.ts';
import { describeParameters } from './parameters.ts';
import { moment } from './time.ts';

/** Which part of a memory's answer a question is about. */
export type MemoryFocus = 'all' | 'failed' | 'under_way' | 'running';

export interface MemoryQuestion {
  readonly focus: MemoryFocus;
  /** What was asked: only the pipelines that it names are told, if it names any that there are. */
  readonly question: string;
  /** Names of pipelines that were asked for, whether there are any or not. */
  readonly named: readonly string[];
}

interface Section {
  readonly key: 'deployed' | 'under_way' | 'failed_since';
  readonly title: string;
  readonly none: string;
  readonly focus: MemoryFocus;
}

const SECTIONS: readonly Section[] = [
  { key: 'deployed', title: 'Deployed', none: 'Nothing is recorded as deployed', focus: 'all' },
  { key: 'under_way', title: 'Under way', none: 'Nothing is under way', focus: 'under_way' },
  {
    key: 'failed_since',
    title: 'Did not succeed since',
    none: 'No failure is recorded after what is deployed',
    focus: 'failed',
  },
];

/** "What is running" may mean runs under way or what is deployed: first the one, then the other. */
function sectionsFor(focus: MemoryFocus): readonly Section[] {
  if (focus === 'all') return SECTIONS;
  if (focus !== 'running') return SECTIONS.filter((section) => section.focus === focus);
  return SECTIONS.toSorted((a, b) => Number(b.focus === 'under_way') - Number(a.focus === 'under_way'));
}

/** Tells what a memory knows of an environment. */
export function describeMemory(body: unknown, { focus, question, named: asked }: MemoryQuestion): string {
  const memory = fieldsOf(body);
  const environment = text(memory['environment']);
  const where = environment === undefined ? '' : ` in ${environment}`;
  const named = pipelinesNamed(memory, question);
  const shown = sectionsFor(focus);
  const absent = asked.filter((name) => !pipelinesOf(memory).some((present) => present.includes(name)));
  const lines = absent.map((name) => `Nothing is recorded of ${name}${where}.`);
  if (named === undefined && absent.length > 0 && absent.length === asked.length && focus !== 'all')
    return lines.join('\n');
  const told = shown.flatMap(({ key, title, none, focus: own }) => {
    const entries = entriesOf(memory[key]).filter(
      (entry) => named === undefined || named.has(text(entry['pipeline_type']) ?? ''),
    );
    if (entries.length > 0) return [`${title}${where}:`, ...entries.map(describeEntry)];
    return key === 'deployed' || own === focus || own === shown[0]?.focus ? [`${none}${where}.`] : [];
  });
  lines.push(...told);
  if (memory['incomplete'] === true) lines.push('Older executions were left unread.');
  return lines.join('\n');
}

/** Lists the entries of a section as they came. */
export function entriesOf(section: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(section) ? section.map(fieldsOf) : [];
}

/** The pipelines of the answer that a question names; undefined when it names none of them. */
function pipelinesNamed(memory: Readonly<Record<string, unknown>>, question: string): ReadonlySet<string> | undefined {
  const asked = new Set(stemsOf(question.replace(/[-_]/g, ' ')));
  const named = pipelinesOf(memory).filter((name) => name.split(/[-_]/).every((part) => asked.has(stem(part))));
  return named.length === 0 ? undefined : new Set(named);
}

function pipelinesOf(memory: Readonly<Record<string, unknown>>): readonly string[] {
  const entries = SECTIONS.flatMap(({ key }) => entriesOf(memory[key]));
  return entries.map((entry) => text(entry['pipeline_type'])).filter((name) => name !== undefined);
}

/** Tells of one execution in a line. */
export function describeEntry(entry: Readonly<Record<string, unknown>>): string {
  const value = (key: string): string | undefined => text(entry[key]);
  const tenant = value('tenant_id');
  const finished = value('finished_at');
  const created = value('created_at');
  const status = value('status') ?? 'in a state that is not known';
  const by = value('requested_by');
  const facts = [
    `${status}${finished !== undefined ? ` ${moment(finished)}` : created === undefined ? '' : `, asked for ${moment(created)}`}`,
    describeParameters(entry['parameters']),
    by === undefined ? undefined : `by ${by}`,
    value('execution_id') === undefined ? undefined : `execution ${value('execution_id')}`,
    value('url'),
  ];
  const failure = value('failure') ?? text(fieldsOf(entry['failure'])['message']);
  const line = `- ${value('pipeline_type') ?? 'a pipeline'}${tenant === undefined ? '' : ` for ${tenant}`}: ${facts.filter((fact) => fact !== undefined).join(', ')}`;
  return failure === undefined ? line : `${line}\n${quoteLog(failure)}`;
}
