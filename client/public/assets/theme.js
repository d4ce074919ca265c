// Runs before the first paint, so that a dark room does not get a white flash. theme.ts does the rest.
try {
  const theme = localStorage.getItem('dentracrm.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (error) {
  console.info('This browser does not let the app remember settings.', error);
}
