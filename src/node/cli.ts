#!/usr/bin/env node
/**
 * `slaq predict | solve | simulate | validate | traffic | catalog`. Exit codes: 0 answered, 1 a formula left its
 * declared error, 2 wrong input, 70 a fault of slaq, 130 and 143 ended by a signal.
 */
import { styleText } from 'node:util';
import { Argument, Command, CommanderError, Option } from 'commander';
import { describeIssue, InvalidInputError, type Paint, type Style } from '../index.ts';
import {
  type AnswerOptions,
  catalogCommand,
  predictCommand,
  type SolveTexts,
  solveCommand,
} from './commands/answers.ts';
import type { SimulateTexts } from './commands/simulate.ts';
import type { TrafficTexts } from './commands/traffic.ts';
import type { ValidateTexts } from './commands/validate.ts';

/** Put in by the bundler, from package.json. */
declare const SLAQ_VERSION: string;

const DISAGREES = 1;
const WRONG_INPUT = 2;
const INTERNAL_ERROR = 70;
const MOST_ISSUES = 20;

const COLORS = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  warning: 'yellow',
} as const satisfies { readonly [S in Style]: string };
const paint: Paint = (style, text) => styleText(COLORS[style], text, { stream: process.stdout });

/** Runs one command line and returns its exit code. */
async function run(args: readonly string[]): Promise<number> {
  const program = commandLine();
  let file: string | undefined;
  program.hook('preAction', (_, command) => {
    file = command.name() === 'catalog' ? undefined : command.args[0];
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_INPUT;
    if (error instanceof InvalidInputError) return reportIssues(error, file);
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`slaq: internal error: ${message}\n`);
    return INTERNAL_ERROR;
  }
}

function commandLine(): Command {
  const program = new Command('slaq')
    .description(
      'Latency percentiles of an LLM server, and the largest load that keeps its SLA: by formula, or by simulation.',
    )
    .version(SLAQ_VERSION)
    .exitOverride()
    .showHelpAfterError('(slaq --help shows the commands)')
    .configureHelp({ helpWidth: 100 });

  answering(program.command('predict'))
    .summary('latency percentiles of a scenario')
    .description('Latency percentiles, queues, batch and memory at the scenario’s arrival rate.')
    .option('--policies <names>', 'compare scheduling policies: all, or names with commas between')
    .action(async (file: string, options: AnswerOptions & { policies?: string }) =>
      print(await predictCommand(file, options, paint)),
    );
  answering(program.command('solve'))
    .summary('largest arrival rate that keeps the SLA')
    .description('Largest arrival rate that keeps the SLA, and the engine settings that reach it.')
    .option('--fixed', 'keep maxBatchSize, tokenBudget and chunkSize of the scenario')
    .option('--margin', 'keep the SLA even if every figure is off by all of its expected error')
    .option('--within <time>', 'instead: the largest batch whose iteration takes at most this')
    .action(async (file: string, options: SolveTexts) =>
      print(await solveCommand(file, options, paint)),
    );
  simulating(answering(program.command('simulate'))).action(
    async (file: string, options: SimulateTexts) => {
      const { simulateCommand } = await import('./commands/simulate.ts');
      print(await simulateCommand(file, options, paint));
    },
  );
  validating(answering(program.command('validate'), '<files...>')).action(
    async (files: readonly string[], options: ValidateTexts) => {
      const { validateCommand } = await import('./commands/validate.ts');
      const { text, holds } = await validateCommand(files, options, paint);
      print(text);
      if (!holds) process.exitCode = DISAGREES;
    },
  );
  describing(program.command('traffic')).action(async (file: string, options: TrafficTexts) => {
    const { trafficCommand } = await import('./commands/traffic.ts');
    print(await trafficCommand(file, options, paint));
  });
  program
    .command('catalog')
    .summary('GPUs and models known by name')
    .description('GPUs and models known by name; with a name, each number and its source.')
    .addArgument(new Argument('[kind]', 'what to list').choices(['hardware', 'models']))
    .argument('[name]', 'entry to show')
    .option('--json', 'print JSON in SI units')
    .action(async (kind, name, options) => print(await catalogCommand(kind, name, options, paint)));
  return program;
}

function answering(command: Command, files = '<file>'): Command {
  const collect = (text: string, earlier: readonly string[] = []) => [...earlier, text];
  return command
    .argument(files, 'scenario in YAML or JSON; - is standard input')
    .addOption(
      new Option(
        '--set <path=value>',
        'change a field, e.g. traffic.arrivals.rate="12 /s"; may be repeated',
      ).argParser(collect),
    )
    .option('--json', 'print JSON in SI units (docs/json.md)');
}

function sized(command: Command, requests: string): Command {
  return command
    .option('--requests <number>', `requests to simulate, such as 1e6 (default: ${requests})`)
    .option('--seed <number>', 'the same seed gives the same answer everywhere (default: 1)')
    .option(
      '--precision <share>',
      'simulate until half intervals of mean and p99 are within this, such as 2%; at most 4000000 requests unless --requests says otherwise',
    );
}

function validating(command: Command): Command {
  return sized(command, '400000')
    .summary('formulas held against the simulation, figure by figure')
    .description(
      'Both answers side by side. Each figure agrees (inside the interval of the simulation), is within the declared band of the formula, or disagrees. Exit code 1 when one disagrees.',
    );
}

function simulating(command: Command): Command {
  return sized(command, '100000')
    .summary('latency percentiles by experiment, with intervals')
    .description(
      'Latency percentiles, queues and batch by simulation, each figure with its 95 % interval. Takes every policy and every arrival process, and recorded traces.',
    )
    .option('--trace <file>', 'replay a trace in CSV or JSON lines, also .gz; - is standard input')
    .option(
      '--events <file>',
      'also write down one run of at most 10000 requests: .jsonl, .csv or .json (for ui.perfetto.dev)',
    );
}

function describing(command: Command): Command {
  return command
    .summary('what a recorded trace says of its traffic, and the section of a scenario like it')
    .description(
      'Rate over time, lengths, how prompt and output depend on each other, burstiness, and the fitted traffic section of a scenario. Reads a trace of any length in constant memory.',
    )
    .argument(
      '<file>',
      'trace in CSV, JSON lines or a JSON list of conversations, also .gz; - is standard input',
    )
    .option('--plot <file>', 'also draw a picture: .svg')
    .option('--json', 'print JSON in SI units (docs/json.md)');
}

function print(text: string): void {
  process.stdout.write(text);
}

function reportIssues({ issues }: InvalidInputError, file: string | undefined): number {
  const fileName = file === '-' ? 'stdin' : file;
  const lines = issues.slice(0, MOST_ISSUES).map((issue) => describeIssue(issue, fileName));
  const more = issues.length > MOST_ISSUES ? [`and ${issues.length - MOST_ISSUES} more`] : [];
  process.stderr.write(`${[...lines, ...more].join('\n')}\n`);
  return WRONG_INPUT;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await run(process.argv.slice(2));
