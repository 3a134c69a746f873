import type { SystemName } from '../schedule.ts';
import type { Time } from '../time.ts';
import type { CiSystem } from './ci-system.ts';
import { gitLab } from './gitlab.ts';
import { jenkins } from './jenkins.ts';

/** Makes a CI system without runs. */
export function openSystem(name: SystemName, time: Time, setting: number): CiSystem {
  switch (name) {
    case 'gitlab-variables':
      return gitLab(time, 'variables', setting);
    case 'gitlab-inputs':
      return gitLab(time, 'inputs', setting);
    case 'jenkins':
      return jenkins(time, setting);
  }
}
