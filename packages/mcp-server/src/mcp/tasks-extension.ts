/** The extension of the protocol by which a tool call goes on as a task (SEP-2663). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';
