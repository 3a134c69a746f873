/** English words that the planner knows. Nothing of a team's documents stands here. */
import { stem } from './words.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const stems = (text: string): ReadonlySet<string> => new Set(words(text).map(stem));

/** What a verb of doing means. */
export type VerbKind =
  | 'run'
  | 'deploy'
  | 'create'
  | 'initialise'
  | 'scale'
  | 'update'
  | 'delete'
  | 'undo'
  | 'restart'
  | 'repeat'
  | 'maintain';

/** Verbs that ask for something to be done, by what they mean. */
export const DOING_VERBS: Readonly<Record<VerbKind, readonly string[]>> = {
  run: words('run execute start launch trigger kickoff kick initiate begin perform invoke fire'),
  deploy: words('deploy redeploy release rollout roll ship install reinstall publish promote push upgrade'),
  create: words('create make add provision setup build rebuild spinup spin standup bringup prepare bootstrap'),
  initialise: words('initialise initialize configure register generate establish allocate order'),
  scale: words('scale resize grow shrink expand increase decrease reduce extend enlarge scaleup scaledown'),
  update: words('update apply change set modify edit patch enable disable switch move rename replace'),
  delete: words('delete remove destroy drop teardown decommission uninstall purge wipe deprovision erase'),
  undo: words('rollback revert undo restore recover bringback'),
  restart: words('restart reboot bounce reload'),
  repeat: words('retry rerun redo repeat'),
  maintain: words('migrate rotate renew sync synchronise synchronize backup copy clone import export refresh flush'),
};

/** Kinds of doing that fit any operation: "run", "start". */
export const GENERIC_KINDS: readonly VerbKind[] = ['run', 'deploy', 'repeat'];

/** Kinds of doing that an operation must name itself before it is used for them: no deployment stands in for them. */
export const STRICT_KINDS: readonly VerbKind[] = ['delete', 'undo', 'restart', 'maintain'];

export const CANCEL_VERBS: ReadonlySet<string> = new Set(words('cancel stop abort halt kill terminate interrupt'));

/** Verbs that decide what awaits approval. */
export const DECIDING_VERBS: Readonly<Record<'approve' | 'deny', readonly string[]>> = {
  approve: words('approve authorise authorize'),
  deny: words('deny reject decline'),
};

/** Verbs that ask for an answer, not for a deed. */
export const ASKING_VERBS: ReadonlySet<string> = new Set(
  words(
    'tell show list give display describe explain find check look see know report print fetch view read summarise ' +
      'summarize inform remind compare watch monitor follow track wait wonder help say query inspect count',
  ),
);

export const QUESTION_WORDS: ReadonlySet<string> = new Set(
  words(
    'what which who whom whose when where why how is are was were am does did has have had can could should shall may ' +
      'might must would will any anything anybody nothing',
  ),
);

/** What may stand before a request and says nothing about it. */
export const OPENERS: ReadonlySet<string> = new Set(
  words(
    'hi hello hey hiya greetings ok okay please pls plz kindly so well now then and also alright right great good nice ' +
      'thanks thank cheers sorry hm hmm yes yeah yep sure just quickly quick urgently urgent immediately asap guys team ' +
      'everyone folks dear morning afternoon evening again simply finally first next instead actually maybe perhaps or ' +
      'but no there bot assistant agent',
  ),
);

/** Words of politeness and will around a request. */
export const LEAD_UP: readonly string[] = words(
  'want need mind love time let lets go get ahead wondering whether if possible able great nice lovely glad happy ' +
    'grateful favour favor feel free proceed sure set stand bring tear shut off back kind started begin',
);

/** What follows a doing verb that is a noun: "deploy status", "run history". */
export const RECORD_NOUNS: ReadonlySet<string> = new Set(
  words(
    'status state history log logs notes note result results report reports progress times failure failures error ' +
      'errors id ids info details duration link url number',
  ),
);

/** Verbs that tell what was or is: a clause with one tells something and asks for nothing. */
export const FINITE_VERBS: ReadonlySet<string> = new Set(
  words(
    'is was are were has had does did failed succeeded finished completed broke crashed hangs hung works worked looks ' +
      'seems stopped stuck ended',
  ),
);

/** Words after which such a verb belongs to a noun: "the failed run", "the version that was tested". */
export const DETERMINERS: ReadonlySet<string> = new Set(
  words('the a an this that these those my our your last previous which what who any some every each no another'),
);

export const PREPOSITIONS: ReadonlySet<string> = new Set(words('for in on to into onto at within against under'));

/** A question about the state of things holds one of them. */
export const STATE_STEMS: ReadonlySet<string> = stems(
  'deploy deployed running run failed failing failure succeeded success status state version live installed done ' +
    'finished complete completed progress history last latest current currently happened happening under way broken ' +
    'wrong error pending queued blocked released rolled executed executions anything environment environments up',
);

/** They ask how far something is. */
export const PROGRESS_STEMS: ReadonlySet<string> = stems(
  'status progress done finished ready complete completed follow wait watch monitor track',
);

export const LOG_STEMS: ReadonlySet<string> = stems('log logs output console trace');

export const FAILURE_STEMS: ReadonlySet<string> = stems(
  'fail failed failing failure failures wrong broken broke error errors crash crashed unsuccessful',
);

export const UNDER_WAY_STEMS: ReadonlySet<string> = stems('ongoing queued pending progress unfinished blocked');

/** What points at what was spoken of before. */
export const POINTING: RegExp = /\b(?:it|that|this|them)\b(?! \w+ (?:is|was|are)\b)/i;

/** Questions for what may be answered, not for the state of things. */
export const OPTION_QUESTION: RegExp =
  /\b(?:options?|choices?|allowed|possible|available|which (?:\w+ )?(?:are there|can|do you|exist)|which ones?)\b/i;

/** Ways to name an environment; each line is one. */
export const ENVIRONMENT_SYNONYMS: readonly (readonly string[])[] = [
  words('dev development devel'),
  words('prod production prd'),
  words('staging stage stg'),
  words('test testing tst'),
  words('qa quality-assurance'),
  words('sandbox sbx'),
  words('int integration'),
  words('preprod pre-prod preproduction pre-production'),
];

/** Ways to write a value that a parameter allows; each line is one. */
export const VALUE_SYNONYMS: readonly (readonly string[])[] = [
  ...ENVIRONMENT_SYNONYMS,
  words('postgres postgresql pg'),
  words('small s'),
  words('medium m'),
  words('large l'),
];

/** Other words for what a parameter's name names; each line is one. */
export const NAME_SYNONYMS: readonly (readonly string[])[] = [
  words('tenant customer client'),
  words('environment env'),
  words('replicas copies pods'),
  words('account acct'),
];

export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  twenty: 20,
};

/** Ways to say that a number is the least or the most. */
export const QUALIFIERS: Readonly<Record<'min' | 'max', readonly string[]>> = {
  min: ['min', 'minimum', 'at least', 'no fewer than', 'no less than'],
  max: ['max', 'maximum', 'at most', 'at the most', 'up to', 'no more than'],
};

/** Units that a parameter's name may end with, and how else each is written. */
export const UNITS: readonly (readonly string[])[] = [
  words('gb gib gigabyte gigabytes'),
  words('mb mib megabyte megabytes'),
  words('tb tib terabyte terabytes'),
  words('seconds second secs sec'),
  words('minutes minute mins min'),
  words('hours hour'),
  words('days day'),
  words('percent %'),
];

/** First words of a parameter's name that say what is done with it. */
export const FLAG_VERBS: ReadonlySet<string> = new Set(
  words('run enable use with is should allow include perform do apply has wants'),
);

/** Values that are no numbers but name a version. */
export const VERSION_WORDS: ReadonlySet<string> = new Set(words('latest stable main master nightly edge canary head'));

/** Endings of a parameter's name that say nothing about what it names. */
export const NAME_ENDINGS: ReadonlySet<string> = new Set(words('id name key code'));

/** They are too general to tell one operation from another. */
export const GENERIC_STEMS: ReadonlySet<string> = stems(
  'pipeline pipelines environment environments env envs deployment deployments execution executions system thing ' +
    'things stuff everything something everywhere anywhere it one ones job jobs request task tasks automation agent stack new action',
);

/** Words that are never the value of a parameter unless quoted or set off by ":" or "=". */
export const NOT_A_VALUE: ReadonlySet<string> = new Set(
  words(
    'a an the this that these those my our your his her its their me you i we they he she us them and or but nor so yet ' +
      'if unless while because as of off at by for from in into on onto out over to toward towards under until up upon ' +
      'with within without via per than then there here is are was were be been being am do does did has have had will ' +
      'would shall should can could may might must not no none please pls thanks thank now today tonight tomorrow asap ' +
      'again soon quickly immediately too also instead only just first second last next right away well all every each ' +
      'any some both same other another different new old fresh whole entire current existing own shared default main ' +
      'correct wrong given specific target following previous separate single aws cloud which what who where when why ' +
      'how using use be it else already still very really safe called named set going ready once more right certain ' +
      'latest-known exact proper respective appropriate usual normal regular standard big small large test-only ' +
      'except excepting excepted exception excluding excluded exclude besides apart aside rather skip skipping omit omitting ' +
      'leave leaving ignore bar minus ' +
      'after before about around like such many much few several possible needed necessary available',
  ),
);
