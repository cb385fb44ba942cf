import { z } from 'zod';
import { StatuspagePage } from './statuspage-schema.ts';

/**
 * What `/api/v2/subscribers.json` takes: as JSON like this, or as a form with `subscriber[email]` and so on. Telephone numbers
 * and webhooks are Statuspage's, not ours: they are refused.
 */
export const SubscriberRequest = z.object({
  subscriber: z.object({
    email: z.string('is missing, or no text'),
    endpoint: z.never('is not offered').optional(),
    phone_number: z.never('is not offered').optional(),
    component_id: z.string().optional().meta({ description: 'An id from `components.json`; a group stands for its members.' }), // prettier-ignore
    incident_id: z.string().optional().meta({ description: 'An id from `incidents.json`: whatever that incident affects.' }), // prettier-ignore
  }),
});

/** The same answer for every address, known or not: nothing is sent to it before its owner has confirmed. */
export const SubscriberAnswer = z
  .strictObject({
    page: StatuspagePage,
    can_select_components: z.boolean(),
    mode: z.literal('email_sms'),
    email: z.string().optional().meta({ description: 'As it was asked for; `t***@example.jp` to whoever holds a link of a mail.' }), // prettier-ignore
    state: z.enum(['unconfirmed', 'confirmed', 'unsubscribed']),
  })
  .meta({ id: 'Subscriber' });

/** Every refusal of the API. */
export const ApiError = z.strictObject({ error: z.string() }).meta({ id: 'Error' });
