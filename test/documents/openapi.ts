import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ApiError, SubscriberAnswer, SubscriberRequest } from '../../src/publish/statuspage-subscriber-schema.ts';
import { apiPaths, type ApiPath } from './api-paths.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document: shapes from the schemas by which the documents are typed, examples from the golden files. */
export function openApi(): Json {
  const components = new Map<string, Json>();
  const shapeOf = (schema: z.ZodType): Json => {
    const { $schema: _, $defs = {}, ...shape } = z.toJSONSchema(schema, { target: 'draft-2020-12' }) as Json;
    for (const [name, part] of Object.entries($defs as Record<string, Json>)) components.set(name, asComponent(part));
    return asComponent(shape);
  };
  const paths = Object.fromEntries(
    Object.entries(apiPaths).flatMap(([tag, all]) =>
      all.map((one) => [one.path, { get: readingOf(tag, one, shapeOf) }]),
    ),
  );
  Object.assign(paths, subscriberPaths(shapeOf));
  return {
    openapi: '3.1.1',
    info: {
      title: 'What programs read of this page',
      version: '2',
      description:
        'Every path also stands behind `/<language>`, as `/en/feed.rss`, for each further language of the page. What cannot be told never changes an id: ids are the same on every host that shows the same content.',
    },
    servers: [{ url: '/' }],
    tags: [...Object.keys(apiPaths), subscriberTag].map((name) => ({ name })),
    paths,
    components: { schemas: Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))) },
  };
}

/** The example of a path: its golden file, lists cut to what shows their shape. */
export function exampleOf({ golden, type }: Pick<ApiPath, 'golden' | 'type'>): unknown {
  const text = readFileSync(new URL(`../publish/golden/${golden}`, import.meta.url), 'utf8');
  if (type.endsWith('json')) return shortened(JSON.parse(text));
  return text.replace(
    /( *<(item|entry)>[^]*?<\/\2>\n|BEGIN:VEVENT[^]*?END:VEVENT\r\n)([^]*?<\/\2>\n|[^]*END:VEVENT\r\n)*/,
    '$1',
  );
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shortened(part)]));
}

function readingOf(tag: string, one: ApiPath, shapeOf: (schema: z.ZodType) => Json): Json {
  const { path, summary, type, schema } = one;
  const shape = schema === undefined ? { type: 'string' } : shapeOf(schema);
  return {
    tags: [tag],
    summary,
    operationId: `get${path.replace(/[^a-z0-9]+(.)?/gi, (_, next: string = '') => next.toUpperCase())}`,
    ...(path.includes('{') ? { parameters: [parameterOf(path)] } : {}),
    responses: {
      200: {
        description: summary,
        headers: responseHeaders,
        content: { [type]: { schema: shape, example: exampleOf(one) } },
      },
      304: { description: 'You have it already: the ETag that you sent is that of the document.' },
      ...(path.includes('{') || path.startsWith('/api/') ? { 404: { description: 'There is no such thing.' } } : {}),
    },
  };
}

const responseHeaders = Object.fromEntries(
  Object.entries({
    etag: 'Strong; send it back as If-None-Match.',
    'cache-control': '`public, max-age=10, stale-while-revalidate=30, stale-if-error=86400`',
    'access-control-allow-origin': '`*`: a page of any site may read it.',
  }).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
);

function parameterOf(path: string): Json {
  const name = /\{(\w+)\}/.exec(path)?.[1] ?? '';
  const description =
    name === 'component'
      ? 'The id of a component or group in page.yaml.'
      : 'The name of the file of the notice, without `.md`.';
  return {
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,99}$' },
  };
}

const subscriberTag = 'Subscribing';

const refusals = {
  400: 'It cannot be read, or names no link.',
  404: 'No such link.',
  413: 'More than an address and a choice could need.',
  422: 'No address, or something we do not serve.',
  429: 'Too many at once; `Retry-After` says when to come again.',
  503: 'The program that keeps the list is away; `Retry-After` says when to come again.',
} as const;

/** Which answers there are is held by `test/web/subscribers-api.test.ts`: each given one is named here, each named one given. */
function subscriberPaths(shapeOf: (schema: z.ZodType) => Json): Json {
  const content = (schema: z.ZodType) => ({ content: { 'application/json': { schema: shapeOf(schema) } } });
  const answers = (good: Record<number, string>, refused: readonly (keyof typeof refusals)[]) => ({
    ...Object.fromEntries(Object.entries(good).map(([status, description]) => [status, { description, ...content(SubscriberAnswer) }])),
    ...Object.fromEntries(refused.map((status) => [status, { description: refusals[status], ...content(ApiError) }])),
  }); // prettier-ignore
  const byId = (place: 'query' | 'path', name: string) => ({
    name,
    in: place,
    required: true,
    description: 'The token of a personal link, as every mail has one.',
    schema: { type: 'string' },
  });
  const operation = (operationId: string, summary: string, more: Json) => ({ tags: [subscriberTag], summary, operationId, ...more }); // prettier-ignore
  const request = { schema: shapeOf(SubscriberRequest), example: { subscriber: { email: 'you@example.jp' } } };
  const reading = (name: string, more: Json, refused: readonly (keyof typeof refusals)[]) =>
    operation(`getSubscriber${name}`, 'What a personal link stands for', { ...more, responses: answers({ 200: 'The subscription.' }, refused) }); // prettier-ignore
  const leaving = (name: string, more: Json, refused: readonly (keyof typeof refusals)[]) =>
    operation(`deleteSubscriber${name}`, 'Stops the mail', { ...more, responses: answers({ 200: 'Stopped.' }, refused) }); // prettier-ignore
  const named = { parameters: [byId('query', 'subscriber[id]')] };
  const inPath = { parameters: [byId('path', 'id')] };
  return {
    '/api/v2/subscribers.json': {
      post: operation(
        'postSubscriber',
        'Asks for mail; nothing is sent but a confirmation before it is confirmed. The answer is the same for every address',
        {
          requestBody: {
            required: true,
            content: { 'application/json': request, 'application/x-www-form-urlencoded': {} },
          },
          responses: answers({ 201: 'A confirmation is on its way, if it can be.' }, [400, 413, 422, 429, 503]),
        },
      ),
      get: reading('', named, [400, 404, 503]),
      delete: leaving('', named, [400, 404, 503]),
    },
    '/api/v2/subscribers/{id}.json': {
      get: reading('ById', inPath, [404, 503]),
      delete: leaving('ById', inPath, [404, 503]),
    },
  };
}

/** References within a document, as OpenAPI has them. A shape that is named says so by itself. */
function asComponent(shape: Json): Json {
  const text = JSON.stringify(shape).replaceAll('#/$defs/', '#/components/schemas/');
  const { id: _, ...rest } = JSON.parse(text) as Json;
  return rest;
}
