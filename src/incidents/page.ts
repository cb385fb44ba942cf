import { z } from 'zod';
import { readDuration } from './duration.ts';
import { isTimeZone } from './zone.ts';

/** A text is a string, or one per language. */
export const Text = z.union([z.string(), z.record(z.string(), z.string())]);
export type Text = z.infer<typeof Text>;

/** What is wrong is the message, what to do about it `params.cure`: both are told as they stand here. */
const TimeZone = z.string().refine(isTimeZone, {
  error: ({ input }) => `There is no time zone "${String(input)}".`,
  params: { cure: 'Write one like Asia/Tokyo or UTC.' },
});
const Duration = z.string().refine((text) => readDuration(text) !== null, {
  error: ({ input }) => `"${String(input)}" is no length of time.`,
  params: { cure: 'Write for example 90s, 15m, 12h or 90d.' },
});
const Day = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)), {
  error: ({ input }) => `"${String(input)}" is no day.`,
  params: { cure: 'Write it as YYYY-MM-DD, for example 2010-04-01.' },
});

const Contacts = z.strictObject({
  telephone: z.string().optional(),
  email: z.string().optional(),
  hours: z.string().optional(),
});

const Branding = z.strictObject({
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'write it as # and six hexadecimal digits, such as "#14523a", in quotes')
    .optional(),
  logo: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*\.(svg|png)$/i, 'name an SVG or PNG file beside page.yaml')
    .optional(),
  stylesheet: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*\.css$/i, 'name a CSS file beside page.yaml')
    .optional(),
});

const Component = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'use small letters, digits and hyphens'),
  name: Text,
  description: Text.optional(),
  start_date: Day.optional(),
  showcase: z.boolean().default(true),
  retired: z.boolean().default(false),
});

const Group = Component.extend({ components: z.array(Component).min(1).optional() });

/** `incidents/page.yaml`: who runs this page, what can be affected, whom to call. */
export const Page = z.strictObject({
  name: Text,
  operator: z.strictObject({ name: Text, address: Text.optional() }).optional(),
  privacy: Text.optional(),
  language: z.string().default('ja'),
  languages: z.array(z.string()).min(1).default(['ja', 'en']),
  time_zone: TimeZone.default('Asia/Tokyo'),
  contacts: Contacts.default({}),
  components: z.array(Group).min(1),
  primary: z.array(z.string()).default([]),
  alternates: z.array(z.url()).default([]),
  /** What only people know of how this page stands apart: shown by doctor as it is said. */
  stated: z.record(z.string(), z.string()).default({}),
  recovery: z
    .strictObject({
      former_time: Duration,
      target: Duration.optional(),
      drill_every: Duration.default('90d'),
      show_drill: z.boolean().default(false),
    })
    .optional(),
  hold: Duration.default('0s'),
  links: z.record(z.string(), z.string()).default({}),
  branding: Branding.default({}),
});
export type Page = z.infer<typeof Page>;

/** A component as everything but the page's own layout sees it: flat, with the group it belongs to. */
export interface PageComponent {
  readonly id: string;
  readonly name: Text;
  readonly description?: Text | undefined;
  readonly groupId: string | null;
  readonly isGroup: boolean;
  readonly retired: boolean;
  readonly showcase: boolean;
  readonly startDate: string | null;
}

/** Every group and component in the page's order, a group before its members. */
export function flatComponents(page: Page): PageComponent[] {
  return page.components.flatMap((entry) => {
    const own = flat(entry, null, entry.components !== undefined);
    return [own, ...(entry.components ?? []).map((member) => flat(member, entry.id, false))];
  });
}

/** What can be affected: every component that is no group. */
export function leafComponents(page: Page): PageComponent[] {
  return flatComponents(page).filter((component) => !component.isGroup);
}

/** The text in a language, else in the page's own, else in whichever is there. */
export function textIn(text: Text, language: string, fallback: string): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text[fallback] ?? Object.values(text)[0] ?? '';
}

function flat(entry: z.infer<typeof Component>, groupId: string | null, isGroup: boolean): PageComponent {
  const { id, name, description, retired, showcase, start_date: startDate = null } = entry;
  return { id, name, description, groupId, isGroup, retired, showcase, startDate };
}
