/** One life of a server, from its start to its crash. What it waits for is dropped when it ends. */
export interface Life {
  readonly server: string;
  alive: boolean;
  /** It does nothing before that time, and then everything at once: a process that was stopped, a machine that was moved. */
  standsStillUntil: number;
}
