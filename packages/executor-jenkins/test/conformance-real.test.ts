import { realJenkinsConformance } from './real-jenkins.ts';

realJenkinsConformance('A real Jenkins', process.env);
