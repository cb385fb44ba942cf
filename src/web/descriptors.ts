/** What is not for readers: the database, git, mail, files. */
const reserved = 256;
/** More connections than this cost memory and help nobody. */
const mostUseful = 16_384;

/** How many connections each web thread may hold, and what to tell the operator if that is few; null if it is enough. */
export function connectionsWithin(descriptors: number, threads: number): { most: number; warning: string | null } {
  const most = Math.max(16, Math.min(mostUseful, Math.floor((descriptors - reserved) / threads)));
  const warning =
    descriptors - reserved >= 4_096
      ? null
      : `This process may open only ${descriptors} files and connections: a crowd needs more. Set LimitNOFILE=65536 in the systemd unit, or "ulimit -n 65536" before the start.`;
  return { most, warning };
}

/** How many files and connections this process may open; Node raises the soft limit to the hard one when it starts. */
export function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits: { open_files: { soft: number | 'unlimited' } } };
  const { soft } = userLimits.open_files;
  return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
}
