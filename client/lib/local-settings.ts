/** Settings of this browser: theme, shortcuts, column widths. Never data of a tenant. */
const key = (name: string): string => `dentracrm.${name}`;

export const readSetting = (name: string): string | null => {
  try {
    return localStorage.getItem(key(name));
  } catch (error) {
    // Storage can be forbidden (private windows, policies); the product works without remembering.
    console.info('This browser does not let the app remember settings.', error);
    return null;
  }
};

export const saveSetting = (name: string, value: string | null): void => {
  try {
    if (value === null) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), value);
  } catch (error) {
    console.info('This browser does not let the app remember settings.', error);
  }
};
