/** Reports a defect in one screen to the page's error handlers without stopping the stream that feeds all screens. */
export const throwLater = (error: unknown): void => {
  queueMicrotask(() => {
    throw error;
  });
};
