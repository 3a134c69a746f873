/** What `sluice serve --help` says after the options. */
export const SERVE_HELP = `
Environment variables:
  SLUICE_ACCESS        the access document itself, where --access names no file: from a secret, for example
  MCP_SERVER_API_KEY   keys that may read and execute, separated by commas, 16 characters or more each.
                       Without any access the server answers this machine only.
  SLUICE_REQUEST_STATE_KEY
                       32 characters or more, the same on all servers of a store: lets one of them take the answer of a
                       person whom another one asked. openssl rand -base64 32 makes one.
  GITLAB_URL, GITLAB_TOKEN, GITLAB_PROJECT_ID, JENKINS_URL, JENKINS_USER, JENKINS_TOKEN
                       what the executors of the config need
  EXECUTION_TABLE_NAME
                       the DynamoDB table of the executions when --store is not given; the functions' name for it
  AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL_DYNAMODB, ...
                       where that table is and who uses it: whatever the AWS SDK reads

Signals: SIGTERM and SIGINT close the server in good order, a second one at once. SIGHUP reads the access again, as does
a change of its file.

Timing: the defaults hold for a CI system that may keep a start waiting for half a minute. A settle window that is shorter
than what a proxy or a queue before it can hold a start back records a run as never started that comes after all. A lease
that is shorter than a start lets another server look into it before it is over. Shorten them for a test, not for comfort.

The log goes to standard error, one JSON object a line.

Examples:
  $ sluice serve --config sluice.config.ts
  $ sluice serve --config sluice.config.ts --store dynamodb:sluice-executions --access access.yaml --host 0.0.0.0
  $ MCP_SERVER_API_KEY=$(openssl rand -hex 32) sluice serve --config sluice.config.ts --host 0.0.0.0
`;
