import { defineErrors } from '@maximus/kernel';

/** Everything that images are refused for (platform.md §9). */
export const errors = defineErrors('images', {
  not_an_image: {
    http: 422,
    retryable: false,
    help: 'Send a PNG, JPEG, WebP, AVIF or GIF; what it is called does not matter, what it holds does.',
  },
  broken: { http: 422, retryable: false, help: 'Open the image, save it anew and send that.' },
  too_many_pixels: { http: 422, retryable: false, help: 'Send an image of at most 40 million pixels.' },
  too_slow: { http: 422, retryable: false, help: 'Save the image in a simpler form, or smaller, and send that.' },
  busy: { http: 503, retryable: true, help: 'Other images are being read; try again shortly.' },
  unavailable: {
    http: 503,
    retryable: false,
    help: 'Install again with optional packages, so that the decoder of this platform is there.',
  },
  not_found: { http: 404, retryable: false, help: 'Check the digest and the size of the address.' },
});
