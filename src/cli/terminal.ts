import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors.ts';

/**
 * Questions on the terminal, for a person who sits at one. The terminal is taken only while a question is open; lines
 * pasted ahead of their questions are kept for them. Ctrl-C and Ctrl-D end it with UserError.
 */
export function openTerminal(): (question: string) => Promise<string> {
  const ahead: string[] = [];
  let begun = '';
  return async (question) => {
    const waiting = ahead.shift();
    if (waiting !== undefined) {
      process.stderr.write(`${question}${waiting}\n`);
      return waiting;
    }
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const left = new Promise<never>((_resolve, reject) => {
      const leave = () => reject(new UserError('invalid', '\nStopped. Nothing was written.'));
      terminal.on('SIGINT', leave).on('close', leave);
    });
    try {
      const answer = terminal.question(question);
      terminal.on('line', (line) => void ahead.push(line));
      if (begun !== '') terminal.write(begun);
      return await Promise.race([answer, left]);
    } finally {
      begun = terminal.line;
      terminal.close();
    }
  };
}
