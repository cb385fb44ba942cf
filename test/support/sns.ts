import { execFileSync } from 'node:child_process';
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

export const topic = 'arn:aws:sns:ap-northeast-1:000000000000:bounces';
export const certificateUrl = 'https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-test.pem';

/** A key and its certificate, made by openssl. */
export function makeCertificate(): { privateKey: string; certificate: string } {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=sns.amazonaws.com', '-days', '30'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  return { privateKey: readFileSync(key, 'utf8'), certificate: readFileSync(cert, 'utf8') };
}

/** What SNS posts, signed as its guide lays it down. */
export function snsMessage(privateKey: string, fields: Record<string, string>, version: '1' | '2' = '2'): string {
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: topic,
    Message: '{}',
    Timestamp: new Date().toISOString(),
    SignatureVersion: version,
    SigningCertURL: certificateUrl,
    ...fields,
  };
  const names =
    message['Type'] === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.filter((name) => name in message).map((name) => `${name}\n${message[name] ?? ''}\n`);
  const sign = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(text.join(''));
  return JSON.stringify({ ...message, Signature: sign.sign(privateKey, 'base64') });
}

/** What SES says when a mail came back. */
export function sesBounce(
  address: string,
  source: string,
  recipient: Record<string, string>,
  type = 'Permanent',
): string {
  return JSON.stringify({
    notificationType: 'Bounce',
    bounce: {
      feedbackId: `f-${address}`,
      bounceType: type,
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: address, action: 'failed', ...recipient }],
      timestamp: '2012-06-20T08:12:00.000Z',
    },
    mail: { source, messageId: 'x', destination: [address] },
  });
}
