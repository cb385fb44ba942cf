import { runGroup } from '../../src/cli/command-group.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Ended } from './command.ts';
import { jst } from './notice.ts';

interface Where {
  readonly cwd: string;
  /** `2012-06-20 17:10` in Japan. */
  readonly at?: string;
  /** What a person at the terminal types, in order; without it there is none. */
  readonly answers?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `noroshi new <args>` in this process, at a time of the test's choosing. */
export async function runNew(
  args: readonly string[],
  { cwd, at = '2012-06-20 17:10', answers, env = {} }: Where,
): Promise<Ended & { readonly questions: readonly string[] }> {
  const said = { out: '', err: '' };
  const questions: string[] = [];
  const ask = (question: string) => {
    const answer = answers?.[questions.length];
    questions.push(question);
    return answer === undefined ? Promise.reject(new Error(`No answer to: ${question}`)) : Promise.resolve(answer);
  };
  const io = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    input: async function* () {},
    ...(answers === undefined ? {} : { ask }),
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    now: () => jst(at),
  };
  return { code: await runGroup(commands, ['new', ...args], io), ...said, questions };
}
