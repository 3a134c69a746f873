// Generated from schemas/upstream/jenkins.openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/api/json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what state Jenkins is in */
        get: operations["getJenkins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/crumbIssuer/api/json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a crumb, for POSTs that authenticate with a password
         * @description The crumb is good for this user and this session only: send the cookie that comes with it. Requests with an API token need none. 404 where the protection is off.
         */
        get: operations["getCrumb"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/api/json": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        /** Read a build */
        get: operations["getBuild"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/input/{input}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the input step. */
                input: components["parameters"]["Input"];
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an input step abort its build */
        post: operations["abortInput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/input/{input}/proceedEmpty": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the input step. */
                input: components["parameters"]["Input"];
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an input step go on */
        post: operations["proceedInput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a pipeline build at once, without its cleanup */
        post: operations["killBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/logText/progressiveText": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        /**
         * Read the log of a build from an offset on
         * @description Line ends come as CRLF whatever they are in the log, so the length of the body says nothing about offsets. From beyond the end, Jenkins starts over at 0.
         */
        get: operations["getLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a build to stop
         * @description Answers the same whether or not there was anything to stop.
         */
        post: operations["stopBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/term": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a pipeline build to stop that does not heed stop */
        post: operations["terminateBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/wfapi/describe": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        /**
         * Read the stages of a pipeline build
         * @description The stages that it came to so far. 404 without the plugin and for builds that are no pipelines.
         */
        get: operations["describeRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/wfapi/inputSubmit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer an input step that has parameters */
        post: operations["submitInput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/{number}/wfapi/pendingInputActions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        /** List the input steps that wait for somebody */
        get: operations["listPendingInputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/api/json": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        /** Read a job, its parameters and its builds */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/build": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a build of a job that has no parameters */
        post: operations["build"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/job/{job}/buildWithParameters": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queue a build of a job that has parameters
         * @description Reads the parameters that the job declares, by name. Undeclared ones are dropped without a word, missing ones get their defaults.
         */
        post: operations["buildWithParameters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queue/api/json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what waits in the queue
         * @description What has left the queue is not among it.
         */
        get: operations["listQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queue/cancelItem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an item out of the queue */
        post: operations["cancelQueueItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queue/item/{id}/api/json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a queue item
         * @description Readable for five minutes after it has left the queue, and not beyond a restart.
         */
        get: operations["getQueueItem"];
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
        /** @description Something that a plugin knows about a build; empty where it has nothing to say. */
        Action: {
            _class?: string;
            causes?: components["schemas"]["Cause"][];
            parameters?: components["schemas"]["Parameter"][];
        };
        Build: {
            _class?: string;
            /** @description Without parameters and causes for the first moment of a build. */
            actions?: components["schemas"]["Action"][];
            building?: boolean;
            description?: string | null;
            displayName?: string;
            /** @description In milliseconds; 0 while it runs. */
            duration?: number;
            /** @description In milliseconds; -1 when nothing is known. */
            estimatedDuration?: number;
            fullDisplayName?: string;
            /** @description Whether anything of it still goes on. */
            inProgress?: boolean;
            number: number;
            /** @description Id of the queue item that it was; -1 for the first moment of a build. */
            queueId?: number;
            /** @description How it went; may be there while the build still runs. A later Jenkins may have more of them. */
            result?: (string | components["schemas"]["KnownResult"]) | null;
            /** @description When it began. */
            timestamp?: number;
            url?: string;
        };
        BuildReference: {
            _class?: string;
            number: number;
            url: string;
        };
        Cause: {
            _class?: string;
            shortDescription?: string;
            userId?: string | null;
            userName?: string | null;
        };
        Crumb: {
            _class?: string;
            crumb: string;
            /** @description Name of the header to send it in. */
            crumbRequestField: string;
        };
        InputParameter: {
            definition?: {
                choices?: string[];
                /** @description Text or a boolean. That of a secret is in a form that only Jenkins can read. */
                defaultVal?: unknown;
            };
            description?: string | null;
            name: string;
            /** @description Such as StringParameterDefinition. */
            type: string;
        };
        Jenkins: {
            _class?: string;
            jobs?: components["schemas"]["JobReference"][];
            mode?: string;
            quietDownReason?: string | null;
            /** @description Whether builds are queued but not started. */
            quietingDown: boolean;
            /** @description What Jenkins takes for its address. */
            url?: string | null;
            useCrumbs: boolean;
        };
        Job: {
            _class?: string;
            /** @description All, newest first. Only when `tree` names it. */
            allBuilds?: components["schemas"]["Build"][];
            /** @description Whether builds of it can be queued. */
            buildable: boolean;
            /** @description The newest 100, newest first. */
            builds?: components["schemas"]["Build"][];
            /** @description Whether builds of it run side by side. */
            concurrentBuild?: boolean;
            /** @description With its folders, as in `folder/name`. */
            fullName: string;
            inQueue?: boolean;
            lastBuild?: components["schemas"]["BuildReference"] | null;
            name?: string;
            /** @description One more than the greatest that was ever given out: a number is given out when the build leaves the queue, a moment before it is among the builds. */
            nextBuildNumber?: number;
            property?: components["schemas"]["JobProperty"][];
            url: string;
        };
        JobProperty: {
            _class?: string;
            parameterDefinitions?: components["schemas"]["ParameterDefinition"][];
        };
        JobReference: {
            _class?: string;
            name?: string;
            url?: string;
        };
        /** @enum {string} */
        KnownResult: "SUCCESS" | "UNSTABLE" | "FAILURE" | "NOT_BUILT" | "ABORTED";
        /** @enum {string} */
        KnownStageStatus: "NOT_EXECUTED" | "ABORTED" | "SUCCESS" | "IN_PROGRESS" | "PAUSED_PENDING_INPUT" | "FAILED" | "UNSTABLE";
        /** @description What the notification plugin POSTs to the addresses that a job names, when its format is JSON. It is not signed. */
        Notification: {
            build: components["schemas"]["NotifiedBuild"];
            display_name?: string;
            /** @description Name of the job, without its folders. */
            name: string;
            /** @description Path of the job below the address of Jenkins, such as `job/platform/job/compute/`. */
            url?: string;
        };
        NotifiedBuild: {
            artifacts?: {
                [key: string]: unknown;
            };
            display_name?: string;
            duration?: number;
            /** @description Absent where Jenkins was never told its address. */
            full_url?: string;
            /** @description As many lines of it as the job says. */
            log?: string;
            notes?: string;
            number: number;
            /** @description Values of the parameters that are not secret, by name. */
            parameters?: {
                [key: string]: string;
            };
            /** @description QUEUED and STARTED when it begins, COMPLETED when its result is known, FINALIZED when it is over. */
            phase: string;
            queue_id?: number;
            scm?: {
                [key: string]: unknown;
            };
            /** @description Result of the build. */
            status?: string;
            test_summary?: {
                [key: string]: unknown;
            };
            /** @description When it came to the phase, in milliseconds since the epoch. */
            timestamp?: number;
            /** @description Path of the build below the address of Jenkins. */
            url?: string;
        };
        Parameter: {
            _class?: string;
            name: string;
            /** @description Absent where it is secret. */
            value?: string | boolean | number;
        };
        ParameterDefinition: {
            _class?: string;
            /** @description Of a ChoiceParameterDefinition. */
            choices?: string[];
            defaultParameterValue?: components["schemas"]["Parameter"] | null;
            description?: string | null;
            name: string;
            /** @description Such as StringParameterDefinition. */
            type: string;
        };
        PendingInput: {
            abortUrl: string;
            id: string;
            inputs?: components["schemas"]["InputParameter"][];
            message: string;
            proceedText?: string;
            /** @description Path on the server of Jenkins. */
            proceedUrl: string;
            redirectApprovalUrl?: string;
        };
        Queue: {
            _class?: string;
            items: components["schemas"]["QueueItem"][];
        };
        QueueItem: {
            /** @description hudson.model.Queue$ and WaitingItem, BlockedItem, BuildableItem or LeftItem. */
            _class?: string;
            actions?: components["schemas"]["Action"][];
            blocked?: boolean;
            buildable?: boolean;
            /** @description Of a LeftItem. */
            cancelled?: boolean;
            /** @description The build that a LeftItem has become; for a moment it has none yet. */
            executable?: components["schemas"]["BuildReference"] | null;
            /** @description A Jenkins that crashed may give the same one out again. */
            id: number;
            /** @description Milliseconds since the epoch. */
            inQueueSince?: number;
            /** @description A line for each parameter, as `NAME=value`. */
            params?: string;
            stuck?: boolean;
            task?: components["schemas"]["JobReference"];
            /** @description End of the quiet period of a WaitingItem. */
            timestamp?: number;
            /** @description Below the address of Jenkins. */
            url?: string;
            /** @description What it waits for. */
            why?: string | null;
        };
        RunDescription: {
            durationMillis?: number;
            endTimeMillis?: number;
            /** @description Number of the build. */
            id: string;
            name: string;
            pauseDurationMillis?: number;
            stages: components["schemas"]["Stage"][];
            startTimeMillis?: number;
            status: components["schemas"]["StageStatus"];
        };
        Stage: {
            durationMillis?: number;
            error?: {
                message?: string;
                type?: string;
            };
            id: string;
            name: string;
            pauseDurationMillis?: number;
            startTimeMillis?: number;
            status: components["schemas"]["StageStatus"];
        };
        /** @description Where a pipeline build or a stage of it stands. */
        StageStatus: components["schemas"]["KnownStageStatus"] | string;
    };
    responses: {
        /** @description Somebody's rule refused it; the address is that of the job. Nothing was queued. */
        NotQueued: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description It waits in the queue. `build` answers like this also when an item was there already. */
        Queued: {
            headers: {
                Location: components["headers"]["Location"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description Jenkins did not do it, or failed at it, and says so in HTML; so do proxies in front of it. */
        Refusal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
    };
    parameters: {
        /** @description Quiet period, as in `0sec`; that of the job otherwise. */
        Delay: string;
        /** @description Id of the input step. */
        Input: string;
        /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
        Job: string;
        /** @description Number of the build. */
        Number: number;
        /** @description Which fields to answer with, as in `number,actions[parameters[name,value]],builds[number]{0,50}`. */
        Tree: string;
    };
    requestBodies: never;
    headers: {
        /** @description Ends in `/queue/item/{id}/`. What stands before that is what Jenkins takes for its address, which need not be one under which it is reached. */
        Location: string;
        /** @description Version of Jenkins. */
        "X-Jenkins": string;
        /** @description Changes with every start of Jenkins. */
        "X-Jenkins-Session": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getJenkins: {
        parameters: {
            query?: {
                /** @description Which fields to answer with, as in `number,actions[parameters[name,value]],builds[number]{0,50}`. */
                tree?: components["parameters"]["Tree"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Jenkins itself. */
            200: {
                headers: {
                    "X-Jenkins": components["headers"]["X-Jenkins"];
                    "X-Jenkins-Session": components["headers"]["X-Jenkins-Session"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jenkins"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    getCrumb: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A crumb. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Crumb"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    getBuild: {
        parameters: {
            query?: {
                /** @description Which fields to answer with, as in `number,actions[parameters[name,value]],builds[number]{0,50}`. */
                tree?: components["parameters"]["Tree"];
            };
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    abortInput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the input step. */
                input: components["parameters"]["Input"];
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has been answered already, or this user may not answer it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    proceedInput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the input step. */
                input: components["parameters"]["Input"];
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has been answered already, or this user may not answer it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    killBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It was asked. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    getLog: {
        parameters: {
            query?: {
                /** @description Offset in bytes. */
                start?: number;
            };
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log from there on. */
            200: {
                headers: {
                    /** @description "true" while more may come; absent otherwise. */
                    "X-More-Data"?: string;
                    /** @description Offset in bytes where to go on. */
                    "X-Text-Size"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    stopBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It was asked. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    terminateBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It was asked. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    describeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build with its stages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDescription"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    submitInput: {
        parameters: {
            query: {
                inputId: string;
            };
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description {"parameter":[{"name":"…","value":"…"}]} */
                    json: string;
                };
            };
        };
        responses: {
            /** @description It goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has been answered already, or this user may not answer it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    listPendingInputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
                /** @description Number of the build. */
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What waits now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingInput"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    getJob: {
        parameters: {
            query?: {
                /** @description Which fields to answer with, as in `number,actions[parameters[name,value]],builds[number]{0,50}`. */
                tree?: components["parameters"]["Tree"];
            };
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    build: {
        parameters: {
            query?: {
                /** @description Quiet period, as in `0sec`; that of the job otherwise. */
                delay?: components["parameters"]["Delay"];
            };
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Queued"];
            302: components["responses"]["NotQueued"];
            default: components["responses"]["Refusal"];
        };
    };
    buildWithParameters: {
        parameters: {
            query?: {
                /** @description Quiet period, as in `0sec`; that of the job otherwise. */
                delay?: components["parameters"]["Delay"];
            };
            header?: never;
            path: {
                /** @description Name of the job, with its folders before it as in `folder/job/name`. A branch `feature/x` is a job that is called `feature%2Fx`, which is `feature%252Fx` here. */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    [key: string]: string;
                };
            };
        };
        responses: {
            201: components["responses"]["Queued"];
            302: components["responses"]["NotQueued"];
            /** @description An item with the same parameters waits in the queue already; that one will be built. */
            303: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The job has no parameters. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The job is disabled. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    listQueue: {
        parameters: {
            query?: {
                /** @description Which fields to answer with, as in `number,actions[parameters[name,value]],builds[number]{0,50}`. */
                tree?: components["parameters"]["Tree"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    cancelQueueItem: {
        parameters: {
            query: {
                id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will not be built. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is no such item in the queue; it may have become a build. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It can't be cancelled. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refusal"];
        };
    };
    getQueueItem: {
        parameters: {
            query?: {
                /** @description Which fields to answer with, as in `number,actions[parameters[name,value]],builds[number]{0,50}`. */
                tree?: components["parameters"]["Tree"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueItem"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
}
