import type { Server, ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';

/** Tells the client of a connection what changes, as long as the connection lasts; the SDK leaves out what it did not ask for. */
export function forwardChanges(bus: ServerEventBus, server: Server): void {
  server.onclose = bus.subscribe((event) => {
    // A client that does not get it has gone.
    send(server, event).catch(() => {});
  });
}

function send(server: Server, event: ServerEvent): Promise<void> {
  switch (event.kind) {
    case 'tools_list_changed':
      return server.sendToolListChanged();
    case 'prompts_list_changed':
      return server.sendPromptListChanged();
    case 'resources_list_changed':
      return server.sendResourceListChanged();
    case 'resource_updated':
      return server.sendResourceUpdated({ uri: event.uri });
  }
}
