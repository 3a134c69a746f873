// Generated from schemas/upstream/gitlab.openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/projects/{id}/jobs/{job_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: number;
            };
            cookie?: never;
        };
        /**
         * Read the log of a job
         * @description The whole log each time, empty while there is none. It holds escape codes and section markers.
         */
        get: operations["getJobTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a pipeline
         * @description Every accepted request starts one more pipeline. There is no key that would make a repeat harmless.
         */
        post: operations["createPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipelines": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** List pipelines */
        get: operations["listPipelines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipelines/{pipeline_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        /** Read a pipeline */
        get: operations["getPipeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipelines/{pipeline_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a pipeline to be stopped
         * @description Answers with success whether or not there was anything to stop.
         */
        post: operations["cancelPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipelines/{pipeline_id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        /** List the jobs of a pipeline, newest id first */
        get: operations["listPipelineJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipelines/{pipeline_id}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        /**
         * Read the variables that a pipeline was started with
         * @description Needs the Maintainer role, or the token of the user who started the pipeline. Inputs are not among them.
         */
        get: operations["listPipelineVariables"];
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
        CreatePipeline: {
            /** @description By the names that spec:inputs of the pipeline declares. */
            inputs?: {
                [key: string]: string;
            };
            /** @description Branch or tag by name; a commit is refused. */
            ref: string;
            variables?: components["schemas"]["Variable"][];
        };
        Job: {
            /** @description Whether the pipeline may pass without this job. */
            allow_failure?: boolean;
            /** Format: date-time */
            created_at?: string;
            /** @description Code of why it failed, such as script_failure. */
            failure_reason?: string | null;
            /** Format: date-time */
            finished_at?: string | null;
            /** @description A retry has a new one. */
            id: number;
            name: string;
            stage: string;
            /** Format: date-time */
            started_at?: string | null;
            status: components["schemas"]["Status"];
            web_url?: string;
        };
        /**
         * @description The statuses of GitLab 19.5, of pipelines and of jobs.
         * @enum {string}
         */
        KnownStatus: "created" | "waiting_for_resource" | "preparing" | "waiting_for_callback" | "pending" | "running" | "success" | "failed" | "canceling" | "canceled" | "skipped" | "manual" | "scheduled";
        Pipeline: {
            /** Format: date-time */
            created_at?: string;
            /** Format: date-time */
            finished_at?: string | null;
            id: number;
            /** @description As workflow:name made it. */
            name?: string | null;
            ref?: string;
            source?: components["schemas"]["Source"];
            /** Format: date-time */
            started_at?: string | null;
            status: components["schemas"]["Status"];
            /** Format: date-time */
            updated_at?: string;
            web_url?: string;
            /** @description Why the pipeline's definition is no good. */
            yaml_errors?: string | null;
        };
        PipelineSummary: {
            /** Format: date-time */
            created_at?: string;
            id: number;
            /** @description As workflow:name made it; absent before GitLab 15.11. */
            name?: string | null;
            ref?: string;
            source?: components["schemas"]["Source"];
            status: components["schemas"]["Status"];
            /** Format: date-time */
            updated_at?: string;
            web_url?: string;
        };
        /** @description The shapes of GitLab's own error bodies. */
        Refusal: {
            /** @description A sentence, or sentences by the field that they are about (`base` for the whole request). */
            message: string | string[] | {
                [key: string]: string[];
            };
        } | {
            /** @description A sentence, or a code such as invalid_token. */
            error: string;
            error_description?: string;
            scope?: string;
        };
        /** @description What started a pipeline; `api` for those that Sluice started. The list grows. */
        Source: string;
        /** @description Where a pipeline or a job stands; a later GitLab may answer with another one. */
        Status: components["schemas"]["KnownStatus"] | string;
        Variable: {
            key: string;
            value: string;
        };
    };
    responses: {
        /** @description The pipeline. */
        Pipeline: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Pipeline"];
            };
        };
        /** @description GitLab did not do it. Proxies in front of GitLab answer with text or HTML instead. */
        Refusal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
    };
    parameters: {
        Page: number;
        PerPage: number;
        PipelineId: number;
        /** @description Number of the project, or its path with "/" written as "%2F". */
        Project: string;
    };
    requestBodies: never;
    headers: {
        /** @description Number of the next page; empty on the last one. */
        "X-Next-Page": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getJobTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    createPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePipeline"];
            };
        };
        responses: {
            201: components["responses"]["Pipeline"];
            default: components["responses"]["Refusal"];
        };
    };
    listPipelines: {
        parameters: {
            query?: {
                /** @description Exact name, as workflow:name made it. */
                name?: string;
                order_by?: "id" | "status" | "ref" | "updated_at" | "user_id";
                page?: components["parameters"]["Page"];
                per_page?: components["parameters"]["PerPage"];
                /** @description Branch or tag. */
                ref?: string;
                sort?: "asc" | "desc";
                /** @description What started them. */
                source?: components["schemas"]["Source"];
                /** @description Where they stand. */
                status?: components["schemas"]["Status"];
                /** @description Changed after this time. */
                updated_after?: string;
            };
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of pipelines. */
            200: {
                headers: {
                    "X-Next-Page": components["headers"]["X-Next-Page"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineSummary"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    getPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Pipeline"];
            default: components["responses"]["Refusal"];
        };
    };
    cancelPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "2XX": components["responses"]["Pipeline"];
            default: components["responses"]["Refusal"];
        };
    };
    listPipelineJobs: {
        parameters: {
            query?: {
                /** @description Also the attempts that a retry has replaced. */
                include_retried?: boolean;
                page?: components["parameters"]["Page"];
                per_page?: components["parameters"]["PerPage"];
            };
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of jobs. */
            200: {
                headers: {
                    "X-Next-Page": components["headers"]["X-Next-Page"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    listPipelineVariables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                pipeline_id: components["parameters"]["PipelineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All variables, on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variable"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
}
