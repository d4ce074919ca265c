/** What every input gets from the labelled field around it, so that label, help and error belong to it for everyone. */
export type ControlProps = {
  id?: string | undefined;
  /** Its name where no visible label stands beside it. */
  label?: string | undefined;
  /** The id of the visible label; for what is not an <input>, to which a label's `for` does not speak. */
  labelledBy?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  /** As small as a list's row. */
  small?: boolean | undefined;
  /** Gets the focus when it appears. */
  autofocus?: boolean | undefined;
};
