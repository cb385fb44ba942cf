import { existsSync } from 'node:fs';
import { readConfig, type Config } from './config.ts';

/** The settings of a program that is starting: environment and `.env`. Says what is wrong with them and ends it. */
export function settingsOrExit(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
