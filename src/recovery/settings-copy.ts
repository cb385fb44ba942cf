import type { Config } from '../config.ts';

/** Settings whose value lets somebody in somewhere: those are on paper, not in a copy. */
const secret =
  /^(CONTENT_GIT_URL|CONTENT_HOOK_SECRET|METRICS_TOKEN|STAFF_HOOK|HEARTBEAT_URL|MAIL_HOOK_\w+_KEY|RESTIC_\w+)$/;
const ours =
  /^(PORT|HOST|SITE_URL|INCIDENTS_DIR|DATA_DIR|CONTENT_GIT_\w+|CONTENT_HOOK_SECRET|MAIL_\w+|BOUNCE_ADDRESS|DKIM_\w+|STAFF_\w+|HEARTBEAT_URL|ALERT_MAX_AGE|TRUST_PROXY|WEB_THREADS|STAND_IN_HOSTS|DOCTOR_LOOKUPS|METRICS_TOKEN|SECRET_KEY_FILE|BACKUP_\w+|MIRROR_\w+|RESTIC_\w+)$/;

/** The settings as a new `.env`: whatever opens something to whoever reads it is left to be filled in. */
export function settingsCopy(
  environment: Readonly<Record<string, string | undefined>>,
  { CONTENT_GIT_URL }: Pick<Config, 'CONTENT_GIT_URL'>,
): string {
  const lines = Object.entries(environment)
    .filter(([name, value]) => ours.test(name) && value !== undefined && value !== '')
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([name, value = '']) => {
      if (name === 'CONTENT_GIT_URL') return `${name}=${CONTENT_GIT_URL?.url ?? ''} # password: on paper`;
      if (secret.test(name)) return `# ${name}= on paper`;
      return `${name}=${value.replace(/:\/\/[^/@\s]*@/, '://FILL-IN:FILL-IN@')}`;
    });
  return `# Settings of this site when the copy was made. What says FILL-IN or "on paper" is not in any copy.\n${lines.join('\n')}\n`;
}
