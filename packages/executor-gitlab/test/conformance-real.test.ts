import { realGitLabConformance } from './real-gitlab.ts';

realGitLabConformance('A real GitLab', process.env);
