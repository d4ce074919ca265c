const tooth =
  'M10.2 8.2c-2.6 0-4.2 2-4.2 4.9 0 2.3.8 3.6 1.5 5.7.6 2 .7 5.7 2.7 5.7 2.2 0 1.5-5.9 5.8-5.9s3.6 5.9 5.8 5.9c2 0 2.1-3.7 2.7-5.7.7-2.1 1.5-3.4 1.5-5.7 0-2.9-1.6-4.9-4.2-4.9-2.2 0-3.6 1.1-5.8 1.1s-3.6-1.1-5.8-1.1Z';

/** The product's mark in a tenant's colour, which comes in hexadecimal digits. */
export const iconIn = (accent: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${accent}"/><path fill="#fff" d="${tooth}"/></svg>`;
