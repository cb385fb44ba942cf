import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { freePort } from './free-port.ts';

const nobody = 65_534;
const readers = 'readers.example.test';

/** Each service as Debian has it, without a chroot; `postlog` so that its log is a file of ours. */
const services = `
pickup    unix n - n 1 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
error     unix - - n - - error
retry     unix - - n - - error
local     unix - n n - - local
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
`;

/**
 * Debian's Postfix, on its own, as a provider that takes mail for readers.example.test: into a Maildir for those who are there; for all
 * others it finds out later, and sends a bounce. What comes to `bounce+…@<host>` is given to a command. For root alone.
 */
export async function startPostfix(program: string, host: string, bounceCommand: string) {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const at = (name: string) => join(folder, name);
  const port = await freePort();
  for (const name of ['etc', 'queue', 'data', 'mail']) mkdirSync(at(name));
  chownSync(at('mail'), nobody, nobody);
  execFileSync('chown', ['postfix', at('data')]);
  writeFileSync(at('etc/master.cf'), `127.0.0.1:${port} inet n - n - - smtpd${services}`);
  const settings = {
    compatibility_level: '3.6',
    queue_directory: at('queue'),
    data_directory: at('data'),
    maillog_file: at('log'),
    maillog_file_prefixes: folder,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: 'mx.example.test',
    mydestination: host,
    mynetworks: '127.0.0.0/8',
    recipient_delimiter: '+',
    local_recipient_maps: '',
    smtpd_reject_unlisted_recipient: 'no',
    disable_dns_lookups: 'yes',
    alias_maps: `hash:${at('aliases')}`,
    virtual_mailbox_domains: readers,
    virtual_mailbox_base: at('mail'),
    virtual_mailbox_maps: `inline:{{mori@${readers}=mori/}}`,
    virtual_uid_maps: `static:${nobody}`,
    virtual_gid_maps: `static:${nobody}`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(at('etc/main.cf'), `${lines.join('\n')}\n`);
  writeFileSync(at('aliases'), `bounce: "|${bounceCommand}"\n`);
  const run = (name: string, ...args: string[]) => execFileSync(name, ['-c', at('etc'), ...args], { stdio: 'pipe' });
  run(program.replace(/postfix$/, 'postalias'), `hash:${at('aliases')}`);
  // Postfix runs a command as the owner of the file that names it.
  chownSync(at('aliases.db'), nobody, nobody);
  run(program, 'start');
  onTestFinished(() => void run(program, 'stop'));
  const maildir = join(at('mail'), 'mori');
  return {
    port,
    maildir,
    log: () => readFileSync(at('log'), 'utf8'),
    /** What lies in the Maildir of mori@, as files. */
    mails: () => {
      try {
        return readdirSync(join(maildir, 'new')).map((name) => readFileSync(join(maildir, 'new', name), 'latin1'));
      } catch {
        return [];
      }
    },
  };
}
