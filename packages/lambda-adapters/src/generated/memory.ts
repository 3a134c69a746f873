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
    "/memory/deployed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check whether a pipeline is deployed in an environment
         * @description Answers the question whether a pipeline is already deployed in an environment for a tenant, with the parameters that are named, such as a version. It says what is under way, what failed since and whether the answer is certain. Repeat neither yes nor no where deployed is null; say that it is not known.
         */
        get: operations["check-deployed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/memory/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare what is deployed in all environments
         * @description Returns what query-memory returns for every environment at once, briefly. Use it for questions that name no environment, such as what is deployed where, and to compare environments.
         */
        get: operations["query-all-environments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/memory/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List earlier executions
         * @description Returns the executions of an environment, newest first, a page at a time. Use it for questions about the past, such as what was executed last week or how often something failed. Ask for the next page with next_cursor and the same filters.
         */
        get: operations["list-history"];
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
        DeployedAnswer: {
            /** @description Whether nothing that is remembered may have changed the answer, or may change it soon. */
            certain: boolean;
            /** @description Whether it is deployed. null means that it is not known, which is not a no. */
            deployed: boolean | null;
            /** @description Parameters that are deployed otherwise than the question has them. */
            differences?: components["schemas"]["ParameterDifference"][];
            /** @description The environment that this is about. */
            environment: string;
            /** @description The latest execution that succeeded. */
            execution?: components["schemas"]["RememberedExecution"];
            /** @description Executions of it that ended without success after the one that is deployed. */
            failed_since: components["schemas"]["RememberedExecution"][];
            /** @description Whether older executions were left unread. */
            incomplete?: boolean;
            /** @description The answer in words, and what to do next. */
            message: string;
            /** @description The pipeline that this is about. */
            pipeline_type: string;
            /** @description What was left out of the lists, where they were too long for one answer. */
            shortened?: string;
            /** @description The tenant that this is about. */
            tenant_id?: string;
            /** @description The tenants that it was executed for, where the question names none. */
            tenants?: components["schemas"]["TenantDeployed"][];
            /** @description What was asked for since without an answer; whether it started anything is not known. */
            unanswered?: components["schemas"]["UnansweredRequest"][];
            /** @description Executions of it that have not finished. */
            under_way: components["schemas"]["RememberedExecution"][];
        };
        EnvironmentOverview: {
            /** @description The latest execution that succeeded, for each pipeline and tenant. */
            deployed: components["schemas"]["RememberedExecution"][];
            /** @description The environment. */
            environment: string;
            /** @description Executions that ended without success after the one that is deployed. */
            failed_since: components["schemas"]["RememberedExecution"][];
            /** @description Whether older executions were left unread. */
            incomplete?: boolean;
            /** @description Executions that have not finished. */
            under_way: components["schemas"]["RememberedExecution"][];
        };
        HistoryAnswer: {
            /** @description The environment that this is about. */
            environment: string;
            /** @description Newest first. A page may be short or empty and still have a next_cursor. */
            executions: components["schemas"]["RememberedExecution"][];
            /** @description What this page is, and what to do next. */
            message: string;
            /** @description Where older executions go on; absent on the last page. */
            next_cursor?: string;
            /** @description What was left out, where it was too long for one answer. */
            shortened?: string;
        };
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
            /** @description What was asked for without an answer; whether it started anything is not known. */
            unanswered?: components["schemas"]["UnansweredRequest"][];
            /** @description Executions that have not finished. */
            under_way: components["schemas"]["RememberedExecution"][];
        };
        OverviewAnswer: {
            /** @description Each environment that could be read. */
            environments: components["schemas"]["EnvironmentOverview"][];
            /** @description What is deployed where, and what to do next. */
            message: string;
            /** @description What was left out of the lists, where they were too long for one answer. */
            shortened?: string;
            /** @description Environments of which nothing is known now, since they could not be read. */
            unreadable?: string[];
        };
        ParameterDifference: {
            /** @description What the question has, as JSON. */
            asked: string;
            /** @description What is deployed, as JSON; absent where it is not set. */
            deployed?: string;
            /** @description The parameter. */
            name: string;
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
            /** @description The execution that this one tries again. */
            retry_of?: string;
            /** @description Where the execution stands. */
            status: string;
            /** @description For which tenant. */
            tenant_id?: string;
            /** @description Where a person can look at the run. */
            url?: string;
        };
        TenantDeployed: {
            /** @description Whether it is deployed for this tenant; null means that it is not known. */
            deployed: boolean | null;
            /** @description The tenant. */
            tenant_id: string;
        };
        UnansweredRequest: {
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            asked_at: string;
            /** @description Where. */
            environment: string;
            /** @description Which pipeline was asked for. */
            pipeline_type: string;
            /** @description For which tenant. */
            tenant_id?: string;
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
    "check-deployed": {
        parameters: {
            query: {
                /** @description Environment that the question is about. */
                environment: string;
                /** @description JSON object of the parameters that must be deployed, such as {"version":"1.4.2"}. Leave it out when any will do. */
                parameters?: string;
                /** @description Pipeline that the question is about. */
                pipeline_type: string;
                /** @description Tenant that the question is about. Leave it out for what is deployed for no tenant. */
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether it is deployed, and what may change that. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeployedAnswer"];
                };
            };
        };
    };
    "query-all-environments": {
        parameters: {
            query?: {
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
            /** @description What is deployed, under way and failed, by environment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewAnswer"];
                };
            };
        };
    };
    "list-history": {
        parameters: {
            query: {
                /** @description Where to go on, from next_cursor of the page before. */
                cursor?: string;
                /** @description Environment that the question is about. */
                environment: string;
                /** @description How many executions are returned at the most, 50 or less. */
                limit?: number;
                /** @description Only this pipeline. */
                pipeline_type?: string;
                /** @description Only what was asked for at this time or later, as 2026-01-31 or 2026-01-31T09:00:00Z. UTC. */
                since?: string;
                /** @description Only what stands there now. finished is all of succeeded, failed, cancelled, denied, expired and lost; unfinished is all others. */
                status?: "awaiting_approval" | "starting" | "unknown" | "queued" | "running" | "blocked" | "succeeded" | "failed" | "cancelled" | "denied" | "expired" | "lost" | "finished" | "unfinished";
                /** @description Only this tenant. */
                tenant_id?: string;
                /** @description Only what was asked for before this time. A date such as 2026-01-31 includes that day. UTC. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of executions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryAnswer"];
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
