import type { CommandGroup } from './command-group.ts';

/** All there are: `noroshi <command>`. */
export const commands: CommandGroup = {
  name: '',
  about: '',
  commands: {
    backup: { summary: 'Copy everything to every BACKUP_n, and check it there', load: () => import('./backup.ts') },
    check: {
      summary: 'Check notices and page.yaml: file, line, what is wrong, what to do',
      load: () => import('./check.ts'),
    },
    doctor: {
      summary: 'What this page shares with the main service, and whether it could go out tonight',
      load: () => import('./doctor.ts'),
    },
    export: {
      summary: 'Write the whole site as files, for another host or a web server in front',
      load: () => import('./export.ts'),
    },
    drill: { summary: 'Rehearse a restore on the real copies, timed and on record', load: () => import('./drill.ts') },
    hook: {
      summary: 'Check what is pushed to this host, and answer what became of it',
      load: () => import('./hook.ts'),
    },
    keys: { summary: 'What belongs on paper: keys print', load: () => import('./keys.ts') },
    mail: { summary: 'What is owed to whom: status, announce, hold, release', load: () => import('./mail.ts') },
    new: { summary: 'Write a notice or a report on one, commit and push it', load: () => import('./new.ts') },
    restore: { summary: 'Bring the data folder back from a backup', load: () => import('./restore.ts') },
    subscribers: { summary: 'Who is told: list, import, export, erase', load: () => import('./subscribers.ts') },
  },
};
