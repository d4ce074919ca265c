/** Names in what browsers send, the most particular first: every other one also calls itself Chrome or Safari. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bUCBrowser\//, 'UC Browser'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b|\bMac OS X\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

const firstIn = (text: string, names: typeof browsers): string | null =>
  names.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** "curl/8.5.0" → "curl": a program that says what it is. */
const programIn = (text: string): string | null => /^([A-Za-z][\w .-]{0,30})\//.exec(text)?.[1] ?? null;

/**
 * "Chrome on Windows": enough for a person to know their own devices by. Browsers freeze the rest of what they say of
 * themselves, and none of it is kept. Null for what says nothing.
 */
export const describeDevice = (userAgent: string | undefined): string | null => {
  const text = (userAgent ?? '').slice(0, 400);
  const browser = firstIn(text, browsers);
  const system = firstIn(text, systems);
  if (browser && system) return `${browser} on ${system}`;
  const program = text.startsWith('Mozilla/') ? null : programIn(text);
  return browser ?? program ?? system;
};
