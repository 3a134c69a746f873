// Generated from schemas/action-groups/memory.openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell what is deployed in an environment
         * @description Returns for each pipeline and tenant of an environment what is deployed (the latest execution that succeeded), what is under way and what failed since. Use it before you start anything, and for questions about what is deployed, what is running and what went wrong.
         */
        get: operations["query-memory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/memory/executions/{execution_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recall one execution
         * @description Returns what is remembered of one execution, named by its id.
         */
        get: operations["recall-execution"];
        put?: never;
        post?: never;
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
        MemoryAnswer: {
            /** @description The latest execution that succeeded, for each pipeline and tenant. */
            deployed: components["schemas"]["RememberedExecution"][];
            /** @description The environment that this is about. */
            environment: string;
            /** @description Executions that ended without success after the one that is deployed. */
            failed_since: components["schemas"]["RememberedExecution"][];
            /** @description Whether older executions were left unread. */
            incomplete?: boolean;
            /** @description What there is in a sentence or two, and what to do next. */
            message: string;
            /** @description What was left out of the lists, where they were too long for one answer. */
            shortened?: string;
            /** @description Executions that have not finished. */
            under_way: components["schemas"]["RememberedExecution"][];
        };
        RememberedExecution: {
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /** @description Where. */
            environment: string;
            /** @description Names the execution. */
            execution_id: string;
            /** @description Why it did not succeed. */
            failure?: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string;
            /** @description What it was asked to do. */
            parameters?: {
                [key: string]: unknown;
            };
            /** @description Which pipeline ran. */
            pipeline_type: string;
            /** @description Who asked. */
            requested_by?: string;
            /** @description Where the execution stands. */
            status: string;
            /** @description For which tenant. */
            tenant_id?: string;
            /** @description Where a person can look at the run. */
            url?: string;
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
    "query-memory": {
        parameters: {
            query: {
                /** @description Environment that the question is about. */
                environment: string;
                /** @description Only this pipeline. */
                pipeline_type?: string;
                /** @description Only this tenant. */
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is deployed, under way and failed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryAnswer"];
                };
            };
        };
    };
    "recall-execution": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The execution_id that was returned when the pipeline was started. */
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution as it is remembered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RememberedExecution"];
                };
            };
        };
    };
}
