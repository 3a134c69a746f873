// Generated from schemas/action-groups/orchestration.openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/agents/invoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a specialised agent
         * @description Hands a request to a specialised agent, waits for it and returns its answer. Use it for whatever starts, follows or stops a pipeline.
         */
        post: operations["invoke-specialized-agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "invoke-specialized-agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Which agent, by its name.
                     * @example bootstrap
                     */
                    agent_type: string;
                    /**
                     * @description What the user asked for, in the user's own words, with everything the agent must know.
                     * @example Deploy bootstrap infrastructure for dev environment
                     */
                    input: string;
                };
            };
        };
        responses: {
            /** @description The agent's answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The agent that answered. */
                        agent_type: string;
                        /** @description What it said. */
                        answer: string;
                    };
                };
            };
        };
    };
}
