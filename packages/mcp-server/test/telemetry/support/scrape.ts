/** What a Prometheus would have read. */
export interface Scrape {
  readonly text: string;
  /** Returns the value of the series with these labels, and perhaps others; undefined where there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Returns every value that a label has. */
  labelValues(name: string, label: string): readonly string[];
  /** The names of all metrics, with the types that they are declared as. */
  readonly types: ReadonlyMap<string, string>;
}

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\.)*)"/g;

/** Reads Prometheus' text format, and throws where it is none. */
export function parseScrape(text: string): Scrape {
  const series: Series[] = [];
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, kind, name, type] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'TYPE' && name !== undefined && type !== undefined) types.set(name, type);
    if (kind === undefined && line !== '') series.push(parseSeries(line));
  }
  return {
    text,
    types,
    value: (name, labels = {}) =>
      series.find(
        (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      )?.value,
    labelValues: (name, label) => [
      ...new Set(series.filter((one) => one.name === name).map(({ labels }) => labels[label] ?? '')),
    ],
  };
}

function parseSeries(line: string): Series {
  const [, name, labels = '', value] = LINE.exec(line) ?? [];
  const isNumber = /^nan$/i.test(value ?? '') || !Number.isNaN(Number(value));
  if (name === undefined || !isNumber) throw new Error(`This is no series: ${line}`);
  const pairs = [...labels.matchAll(LABEL)].map(([, key, text]) => [key, text]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
