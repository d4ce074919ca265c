/** A defect in one screen is told to whoever listens for errors, and does not stop the stream that feeds all of them. */
export const throwLater = (error: unknown): void => {
  queueMicrotask(() => {
    throw error;
  });
};
