import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';

const FORM_BYTES = 16_384;

/** The log-in page, for a person without the dashboard. */
export const showLogInPage = defineEndpoint({
  id: 'showLogInPage',
  method: 'GET',
  path: '/login',
  summary: 'The log-in page.',
  tag: 'pages',
  answersSecret: true,
  access: { role: 'open' },
  query: z.looseObject({ return_to: z.string().max(512).optional() }),
  answers: { 200: undefined },
  produces: 'text/html; charset=utf-8',
});

/** What the log-in page sends. */
export const submitLogInPage = defineEndpoint({
  id: 'submitLogInPage',
  method: 'POST',
  path: '/login',
  summary: 'The form of the log-in page.',
  tag: 'pages',
  answersSecret: true,
  access: { role: 'open' },
  limit: 'login',
  bodyKind: 'raw',
  maxBodyBytes: FORM_BYTES,
  answers: { 303: undefined },
  produces: 'text/html; charset=utf-8',
});

/** The page behind a one-time link: the first account, an invitation, or a new password. */
export const showSetupPage = defineEndpoint({
  id: 'showSetupPage',
  method: 'GET',
  path: '/setup',
  summary: 'The page behind a one-time link.',
  tag: 'pages',
  answersSecret: true,
  access: { role: 'open' },
  query: z.looseObject({ link: z.string().max(128).optional() }),
  answers: { 200: undefined },
  produces: 'text/html; charset=utf-8',
});

/** What the page behind a one-time link sends. */
export const submitSetupPage = defineEndpoint({
  id: 'submitSetupPage',
  method: 'POST',
  path: '/setup',
  summary: 'The form of the page behind a one-time link.',
  tag: 'pages',
  answersSecret: true,
  access: { role: 'open' },
  limit: 'login',
  bodyKind: 'raw',
  maxBodyBytes: FORM_BYTES,
  answers: { 303: undefined },
  produces: 'text/html; charset=utf-8',
});
