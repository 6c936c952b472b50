export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The port to e-mail. `send` resolves when the next server has taken the mail over. */
export interface Mailer {
  /** Throws MailRefusedError where trying again is of no use, any other error where it may be. */
  send(mail: Mail): Promise<void>;
}

/** The mail server will never take this mail: an address that is not one, or of nobody. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}
