// Generated from schemas/upstream/gitlab.openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find projects */
        get: operations["listProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** Read a project */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a job to be stopped */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/jobs/{job_id}/play": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a manual or delayed job run
         * @description A manual job that has finished runs a second time.
         */
        post: operations["playJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/jobs/{job_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: components["parameters"]["JobId"];
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
    "/projects/{id}/pipelines/{pipeline_id}/bridges": {
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
        /** List the jobs of a pipeline that trigger other pipelines, as before GitLab 19.2 */
        get: operations["listPipelineBridges"];
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
         * @description Answers with success whether or not there was anything to stop. Leaves manual jobs as they are, and the pipelines that it triggered in other projects.
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
    "/projects/{id}/pipelines/{pipeline_id}/retry": {
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
         * Run the failed and cancelled jobs of a pipeline again
         * @description The pipeline keeps its id, the jobs get new ones. Does nothing, with success, where there is none.
         */
        post: operations["retryPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/pipelines/{pipeline_id}/trigger_jobs": {
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
         * List the jobs of a pipeline that trigger other pipelines
         * @description Not among the jobs of listPipelineJobs. Since GitLab 19.2.
         */
        get: operations["listPipelineTriggerJobs"];
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
    "/projects/{id}/trigger/pipeline": {
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
         * Start a pipeline with a trigger token
         * @description The trigger token is the only credential, and whoever made it is the one who starts the pipeline. A wrong one is answered with 404. Like createPipeline, every accepted request starts one more pipeline.
         */
        post: operations["triggerPipeline"];
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
        /** @description The pipeline that a job triggered, maybe in another project. */
        DownstreamPipeline: {
            id: number;
            project_id: number;
            status: components["schemas"]["Status"];
            web_url?: string;
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
        /** @description Body of a Job Hook. It has no variables. */
        JobEvent: {
            build_id: number;
            build_status: components["schemas"]["Status"];
            commit?: {
                /** @description Name of the pipeline. */
                name?: string | null;
            } | null;
            /** @enum {string} */
            object_kind: "build";
            pipeline_id: number;
            project_id: number;
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
        /** @description Body of a Pipeline Hook. */
        PipelineEvent: {
            object_attributes: {
                id: number;
                name?: string | null;
                source?: components["schemas"]["Source"];
                status: components["schemas"]["Status"];
                variables?: components["schemas"]["Variable"][];
            };
            /** @enum {string} */
            object_kind: "pipeline";
            project: components["schemas"]["Project"];
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
        Project: {
            id: number;
            path_with_namespace: string;
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
        TriggerJob: {
            /** @description Whether the pipeline may pass without this job. */
            allow_failure?: boolean;
            /** Format: date-time */
            created_at?: string;
            downstream_pipeline?: components["schemas"]["DownstreamPipeline"] | null;
            failure_reason?: string | null;
            /** Format: date-time */
            finished_at?: string | null;
            /** @description Counted together with those of the jobs. */
            id: number;
            name: string;
            stage: string;
            /** Format: date-time */
            started_at?: string | null;
            /** @description That of the pipeline that it triggered where it depends on it (`strategy: depend`). */
            status: components["schemas"]["Status"];
            web_url?: string;
        };
        TriggerPipeline: {
            /** @description By the names that spec:inputs of the pipeline declares. */
            inputs?: {
                [key: string]: string;
            };
            /** @description Branch or tag by name. */
            ref: string;
            /** @description The trigger token of the project. */
            token: string;
            /** @description By name; another value than a string is refused. */
            variables?: {
                [key: string]: string;
            };
        };
        Variable: {
            key: string;
            value: string;
        };
    };
    responses: {
        /** @description The job. */
        Job: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Job"];
            };
        };
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
        /** @description One page of trigger jobs. */
        TriggerJobs: {
            headers: {
                "X-Next-Page": components["headers"]["X-Next-Page"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TriggerJob"][];
            };
        };
    };
    parameters: {
        JobId: number;
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
    listProjects: {
        parameters: {
            query?: {
                page?: components["parameters"]["Page"];
                per_page?: components["parameters"]["PerPage"];
                /** @description A part of the name or path. */
                search?: string;
                /** @description Search the whole path. */
                search_namespaces?: boolean;
                /** @description Few fields only. */
                simple?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the projects that the caller may see. */
            200: {
                headers: {
                    "X-Next-Page": components["headers"]["X-Next-Page"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    cancelJob: {
        parameters: {
            query?: {
                /** @description End a job that is being cancelled without waiting for it; for maintainers. */
                force?: boolean;
            };
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Job"];
            default: components["responses"]["Refusal"];
        };
    };
    playJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Job"];
            default: components["responses"]["Refusal"];
        };
    };
    getJobTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the project, or its path with "/" written as "%2F". */
                id: components["parameters"]["Project"];
                job_id: components["parameters"]["JobId"];
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
    listPipelineBridges: {
        parameters: {
            query?: {
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
            200: components["responses"]["TriggerJobs"];
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
    retryPipeline: {
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
            201: components["responses"]["Pipeline"];
            default: components["responses"]["Refusal"];
        };
    };
    listPipelineTriggerJobs: {
        parameters: {
            query?: {
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
            200: components["responses"]["TriggerJobs"];
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
    triggerPipeline: {
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
                "application/json": components["schemas"]["TriggerPipeline"];
            };
        };
        responses: {
            201: components["responses"]["Pipeline"];
            default: components["responses"]["Refusal"];
        };
    };
}
