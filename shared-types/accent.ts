/** A colour by its lightness, chroma and hue, as CSS writes it: oklch(0.5 0.1 180). */
type Oklch = { readonly l: number; readonly c: number; readonly h: number };

const isHex = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const gamma = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

const channelsOf = (hex: string): [number, number, number] => {
  const at = (from: number): number => linear(Number.parseInt(hex.slice(from, from + 2), 16) / 255);
  return [at(1), at(3), at(5)];
};

const oklchOf = (hex: string): Oklch => {
  const [r, g, b] = channelsOf(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { l: lightness, c: Math.hypot(a, bb), h: Math.atan2(bb, a) };
};

const hexOf = ({ l, c, h }: Oklch): string => {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const channels = [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
  const written = channels.map((value) =>
    Math.round(Math.min(1, Math.max(0, gamma(Math.max(0, value)))) * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${written.join('')}`;
};

/** How well one colour reads on another, as WCAG counts it: 1 is not at all, 21 is black on white. */
export const contrastOf = (one: string, other: string): number => {
  const [low = 0, high = 0] = [one, other]
    .map((hex) => {
      const [r, g, b] = channelsOf(hex);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

/** What text needs at least. */
export const leastContrast = 4.5;

/** The grounds, the lines and the writing of the two themes, as client/styles/theme.css has them. */
export const themeColors = {
  light: { surface: '#ffffff', canvas: '#f6f8fa', line: '#e3e8ef', ink: '#0f172a', onAccent: '#ffffff' },
  dark: { surface: '#131b27', canvas: '#0d131d', line: '#243042', ink: '#e8edf5', onAccent: '#0b1220' },
} as const;

export type Theme = keyof typeof themeColors;

/** How an accent is shown in one theme. */
export type AccentShade = {
  readonly theme: Theme;
  /** The colour itself where text reads on it, else the nearest that does. */
  readonly shown: string;
  /** What the colour as it was chosen has, on this theme's ground. */
  readonly chosenContrast: number;
  readonly shownContrast: number;
  readonly isChanged: boolean;
};

/** As theme.css works `--accent` out, for where there is no such CSS: mails, icons, and what is said before one chooses. */
const shadeIn = (theme: Theme, chosen: Oklch): string =>
  theme === 'light'
    ? hexOf({ ...chosen, l: Math.min(chosen.l, 0.5) })
    : hexOf({ ...chosen, l: Math.max(chosen.l, 0.76), c: Math.min(chosen.c, 0.14) });

/** How this colour is shown in both themes; null for one that is not written in hexadecimal digits. */
export const accentShades = (accent: string): readonly AccentShade[] | null => {
  if (!isHex(accent)) return null;
  const chosen = oklchOf(accent);
  return (['light', 'dark'] as const).map((theme) => {
    const ground = themeColors[theme].surface;
    const shown = shadeIn(theme, chosen);
    const chosenContrast = contrastOf(accent, ground);
    // A difference that no one can see is no change.
    const isChanged = theme === 'light' ? chosen.l > 0.52 : chosen.l < 0.74 || chosen.c > 0.16;
    return {
      theme,
      shown: isChanged ? shown : accent.toLowerCase(),
      chosenContrast,
      shownContrast: contrastOf(isChanged ? shown : accent, ground),
      isChanged,
    };
  });
};

const ratio = (value: number): string => `${value.toFixed(1)}:1`;

/** Why a theme shows another colour than the chosen one; null where it shows that one. */
export const whyShaded = ({ theme, isChanged, chosenContrast }: AccentShade): string | null => {
  if (!isChanged) return null;
  const ground = theme === 'light' ? 'white' : 'the dark page';
  const how = theme === 'light' ? 'darker' : 'lighter';
  return chosenContrast < leastContrast
    ? `Text in this colour has ${ratio(chosenContrast)} on ${ground}, and people need ${ratio(leastContrast)} to read it. It is shown ${how}.`
    : `It is shown a little ${how}, so that it stands out as well as other colours do.`;
};

/** The product's own accent. */
export const usualAccent = '#0f766e';

/** The accent for white paper, with white writing on it: for mails and icons. Colours by their names are shown as usual. */
export const accentOnPaper = (accent: string): string => accentShades(accent)?.[0]?.shown ?? usualAccent;
