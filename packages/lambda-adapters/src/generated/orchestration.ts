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
    "/agents/invoke-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask several specialised agents at once
         * @description Hands requests to several specialised agents at once, waits for all of them and returns what came of each. Use it for questions that don't depend on each other, one for each agent; for anything that must wait for something else, ask one agent after the other.
         */
        post: operations["invoke-specialized-agents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AgentReply: {
            /** @description The agent that was asked. */
            agent_type: string;
            /** @description What it said. */
            answer?: string;
            /** @description What went wrong. */
            code?: string;
            /** @description What happened and what to do, where there is no plain answer. */
            message?: string;
            pending_confirmation?: components["schemas"]["PendingConfirmation"];
            /** @description The agent's own session in this conversation. */
            session_id: string;
            /**
             * @description Whether it answered, waits for a person to confirm a step (which it has not taken), or has no answer.
             * @enum {string}
             */
            status: "answered" | "confirmation_needed" | "failed";
        };
        AgentRequest: {
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
        /** @description The steps that an agent takes only when a person confirms them. */
        PendingConfirmation: {
            /** @description The agent that asks. */
            agent_type: string;
            /** @description Goes back with the person's answer. */
            invocation_id: string;
            /** @description The steps. */
            requests: {
                /** @description The action group of the operation. */
                action_group: string;
                /** @description Which agent asks, where it works for the one that was asked. */
                agent_id?: string;
                /** @description What the operation would be called with. */
                arguments: {
                    [key: string]: string;
                };
                /**
                 * @description What the agent wants before it goes on.
                 * @enum {string}
                 */
                asks: "confirmation" | "result" | "confirmation_and_result";
                /** @description The operation: a name, or method and path. */
                operation: string;
            }[];
            /** @description The agent's own session in this conversation. */
            session_id: string;
        };
    };
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
                "application/json": components["schemas"]["AgentRequest"];
            };
        };
        responses: {
            /** @description The agent's answer, or what it needs a person to confirm. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentReply"];
                };
            };
        };
    };
    "invoke-specialized-agents": {
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
                     * @description What to ask, one request for each agent, as a JSON array of objects.
                     * @example [
                     *       {
                     *         "agent_type": "bootstrap",
                     *         "input": "What is deployed in dev?"
                     *       },
                     *       {
                     *         "agent_type": "compute",
                     *         "input": "What is deployed in dev?"
                     *       }
                     *     ]
                     */
                    requests: components["schemas"]["AgentRequest"][];
                };
            };
        };
        responses: {
            /** @description What came of each request, in their order. One that failed changes nothing about the others. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What came of each request. */
                        results: components["schemas"]["AgentReply"][];
                    };
                };
            };
        };
    };
}
