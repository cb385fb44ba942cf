import type { ProviderSettings } from '../../src/provider-settings.ts';

/** Settings of a provider without TLS on this machine. */
export function localProvider(port: number, others: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    name: `p${port}`,
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTls: true,
    rejectUnauthorized: true,
    user: null,
    password: null,
    connections: 10,
    rate: null,
    daily: null,
    share: 0,
    ...others,
  };
}
