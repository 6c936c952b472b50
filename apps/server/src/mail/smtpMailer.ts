import { type Mailer, MailRefusedError } from '@robata/tournament';
import { createTransport } from 'nodemailer';

export interface SmtpSettings {
  /** `smtp://USER:PASSWORD@HOST:PORT` (STARTTLS where the server offers it) or `smtps://…` (TLS from the start). */
  readonly url: string;
  /** The sender, as `robata@example.org` or `Robata <robata@example.org>`. */
  readonly from: string;
}

const TIMEOUT_MS = 20_000;

/** The mail settings of the environment (ROBATA_SMTP_URL, ROBATA_MAIL_FROM); null where none are set. Throws an error with the remedy where they make no sense. */
export function smtpSettings(environment: Readonly<Record<string, string | undefined>>): SmtpSettings | null {
  const url = environment['ROBATA_SMTP_URL'] ?? '';
  const from = environment['ROBATA_MAIL_FROM'] ?? '';
  if (url === '') return null;
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol) || new URL(url).hostname === '') {
    throw new Error(
      'ROBATA_SMTP_URL is no address of a mail server: write smtp://USER:PASSWORD@HOST:587, or unset it.',
    );
  }
  if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) {
    throw new Error('ROBATA_MAIL_FROM is no address: set it to the sender of the mails, as robata@example.org.');
  }
  return { url, from };
}

/** Mails through a server by SMTP. Credentials go over an encrypted connection only, unless the server is this machine. */
export function smtpMailer({ url, from }: SmtpSettings): Mailer {
  const { hostname, protocol, port, username, password } = new URL(url);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const isTls = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 465 : 587) : Number(port),
    secure: isTls,
    requireTLS: !isTls && !isHere && username !== '',
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text }) {
      try {
        await transport.sendMail({
          from,
          // As an object: an address with a comma in it is not two.
          to: { name: '', address: to },
          subject,
          text,
          headers: { 'auto-submitted': 'auto-generated' },
        });
      } catch (cause) {
        const {
          code,
          responseCode = 0,
          response,
          message,
        } = cause as {
          code?: string;
          responseCode?: number;
          response?: string;
          message: string;
        };
        const reason = `The mail was not sent (${(response ?? message).slice(0, 200)}).`;
        // 5xx of an envelope is about this address; of a login or a connection it is about us.
        if (code === 'EENVELOPE' && (responseCode === 0 || responseCode >= 500)) {
          throw new MailRefusedError(reason, { cause });
        }
        throw new Error(reason, { cause });
      }
    },
  };
}
