import type { LocalEvent } from '../runtime/local-event.ts';
import type { Output } from './output.ts';
import type { Reporter } from './reporter.ts';

/** Makes the reporter for programs: a JSON object a line, told apart by `type`. */
export function createJsonReporter(output: Output): Reporter {
  const write = (type: string, fields: object): void => {
    output.write(`${JSON.stringify({ type, ...fields })}\n`);
  };
  return {
    boot: (boot) => write('boot', boot),
    event: (event) => write(event.type, fieldsOf(event)),
    answer: (answer) => write('answer', answer),
    interrupted: (interruption) => write('interrupted', interruption),
    ready: (ready) => write('ready', ready),
    close: () => {},
  };
}

function fieldsOf(event: LocalEvent): object {
  switch (event.type) {
    case 'hop':
      return event.hop;
    case 'progress':
      return event.progress;
    case 'log':
      return event.log;
    case 'agent':
      return event.agent;
  }
}
