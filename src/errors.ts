/** An error that may be shown to whoever caused it. Everything else is "Internal error" outside and whole in the log. */
export class UserError extends Error {
  readonly code: 'invalid' | 'not_found' | 'conflict' | 'unavailable';

  constructor(code: UserError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
  }
}
