import type { CrashReport } from './crash-test.ts';
import { VIOLATION_KINDS } from './verdict/violations.ts';

const SHOWN = 10;

/** Writes a report as a table. */
export function formatReport({ options, tally, evidence, violations, durationMs, folder }: CrashReport): string {
  const { records, ciSystems, ledger } = evidence;
  const { counts } = ledger;
  const runs = ciSystems.flatMap((system) => system.runs());
  const statuses = Object.entries(Object.groupBy(records, statusOf));
  const lines = [
    `Crash test on ${options.store}, seed ${options.seed}: ${tally.total()} kills in ${Math.round(durationMs / 1000)} s`,
    '',
    'kills',
    ...rows([...tally.byPoint]),
    ...rows([
      ['of these, beside another server', tally.beside()],
      ['of these, all servers at once', tally.together()],
    ]),
    'clients',
    ...rows([
      ['requests for a pipeline', counts.requests],
      ['connections that broke', counts.broken],
      ['requests that were repeated for it', counts.repeated],
      ['answers that named an execution from before', counts.replays],
      ['refused for one tenant at a time', counts.conflicts],
      ['cancels', counts.cancels],
      ['answers to ask again', counts.unavailable],
    ]),
    'found',
    ...rows([
      ['executions', records.length],
      ['runs', runs.length],
      ...statuses.map(([status, same = []]) => [`executions ${status}`, same.length] as const),
    ]),
    'violations',
    ...rows(VIOLATION_KINDS.map((kind) => [kind, violations.filter((violation) => violation.kind === kind).length])),
  ];
  if (violations.length === 0) return `${lines.join('\n')}\n`;
  const texts = violations.slice(0, SHOWN).map(({ kind, what }) => `  ${kind}: ${what}`);
  const more = violations.length > SHOWN ? [`  and ${violations.length - SHOWN} more`] : [];
  return `${[...lines, '', ...texts, ...more, '', `The store and the logs are in ${folder}`].join('\n')}\n`;
}

function statusOf({ status, failure }: CrashReport['evidence']['records'][number]): string {
  return failure === undefined ? status : `${status}, ${failure.code}`;
}

function rows(entries: readonly (readonly (string | number)[])[]): readonly string[] {
  return entries.map(([name, count]) => `  ${String(name).padEnd(56)} ${String(count).padStart(6)}`);
}
